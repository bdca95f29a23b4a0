export{part3_decode as decode,part3_readText as readText}from"./start.js";
