export{part0_main as main}from"./start.js";
