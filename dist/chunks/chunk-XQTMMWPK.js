export{part18_PEERS as PEERS,part18_dateOf as dateOf,part18_dayOf as dayOf,part18_mayHold as mayHold}from"./start.js";
