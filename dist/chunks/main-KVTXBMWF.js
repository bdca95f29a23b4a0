export{part21_main as main}from"./start.js";
