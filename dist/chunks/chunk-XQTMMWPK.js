export{part16_PEERS as PEERS,part16_dateOf as dateOf,part16_dayOf as dayOf,part16_mayHold as mayHold}from"./start.js";
