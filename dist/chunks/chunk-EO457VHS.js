export{part4_main as main}from"./start.js";
