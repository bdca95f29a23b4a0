export{part1_main as main}from"./start.js";
