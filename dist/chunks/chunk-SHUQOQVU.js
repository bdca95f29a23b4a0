export{part18_Lowering as Lowering}from"./start.js";
