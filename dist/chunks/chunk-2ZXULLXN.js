export{part1_UsageError as UsageError,part1_readParameters as readParameters}from"./start.js";
