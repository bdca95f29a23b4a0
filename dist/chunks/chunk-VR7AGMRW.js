export{part15_UsageError as UsageError,part15_readParameters as readParameters}from"./start.js";
