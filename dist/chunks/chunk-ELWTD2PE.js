export{part5_Lowering as Lowering}from"./start.js";
