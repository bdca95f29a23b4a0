export{part2_main as main}from"./start.js";
