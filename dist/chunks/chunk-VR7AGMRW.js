export{part14_UsageError as UsageError,part14_readParameters as readParameters}from"./start.js";
