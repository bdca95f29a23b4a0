export{part3_main as main}from"./start.js";
