export{part10_main as main}from"./start.js";
