export{part14_defaultsOf as defaultsOf}from"./start.js";
