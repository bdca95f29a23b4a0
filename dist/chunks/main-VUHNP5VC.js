export{part25_judgeArguments as judgeArguments,part25_main as main}from"./start.js";
