export{part4_UsageError as UsageError,part4_readParameters as readParameters}from"./start.js";
