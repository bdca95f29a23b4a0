export{part18_main as main}from"./start.js";
