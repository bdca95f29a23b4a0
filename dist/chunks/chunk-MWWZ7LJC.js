export{part7_defaultsOf as defaultsOf}from"./start.js";
