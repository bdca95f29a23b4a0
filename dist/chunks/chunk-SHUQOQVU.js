export{part19_Lowering as Lowering}from"./start.js";
