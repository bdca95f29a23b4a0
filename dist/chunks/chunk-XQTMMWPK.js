export{part23_PEERS as PEERS,part23_dateOf as dateOf,part23_dayOf as dayOf,part23_mayHold as mayHold}from"./start.js";
