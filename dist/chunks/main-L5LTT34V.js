export{part24_main as main}from"./start.js";
