export{part17_main as main}from"./start.js";
