export{part27_judgeArguments as judgeArguments,part27_main as main}from"./start.js";
