export{part3_UsageError as UsageError,part3_readParameters as readParameters}from"./start.js";
