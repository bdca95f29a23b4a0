export{part20_main as main}from"./start.js";
