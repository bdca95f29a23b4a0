export{part13_main as main}from"./start.js";
