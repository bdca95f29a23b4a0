export{part19_UsageError as UsageError,part19_readParameters as readParameters}from"./start.js";
