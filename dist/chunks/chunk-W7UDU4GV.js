export{part22_judgeArguments as judgeArguments,part22_main as main}from"./start.js";
