export{part25_main as main}from"./start.js";
