export{part17_PEERS as PEERS,part17_dateOf as dateOf,part17_dayOf as dayOf,part17_mayHold as mayHold}from"./start.js";
