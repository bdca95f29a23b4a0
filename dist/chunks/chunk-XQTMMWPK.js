export{part19_PEERS as PEERS,part19_dateOf as dateOf,part19_dayOf as dayOf,part19_mayHold as mayHold}from"./start.js";
