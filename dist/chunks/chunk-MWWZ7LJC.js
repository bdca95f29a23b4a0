export{part13_defaultsOf as defaultsOf}from"./start.js";
