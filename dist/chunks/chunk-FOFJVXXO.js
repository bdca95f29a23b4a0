export{part4_judgeArguments as judgeArguments,part4_main as main}from"./start.js";
