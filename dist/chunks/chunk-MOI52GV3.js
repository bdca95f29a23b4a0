export{part8_main as main}from"./start.js";
