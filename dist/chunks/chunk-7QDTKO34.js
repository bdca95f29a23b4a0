export{part3_judgeArguments as judgeArguments,part3_main as main}from"./start.js";
