export{part24_PEERS as PEERS,part24_dateOf as dateOf,part24_dayOf as dayOf,part24_mayHold as mayHold}from"./start.js";
