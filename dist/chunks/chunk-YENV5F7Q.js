export{part25_Lowering as Lowering}from"./start.js";
