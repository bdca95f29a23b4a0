export{part20_Lowering as Lowering}from"./start.js";
