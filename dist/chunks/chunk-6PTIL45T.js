export{part2_decode as decode,part2_readText as readText}from"./start.js";
