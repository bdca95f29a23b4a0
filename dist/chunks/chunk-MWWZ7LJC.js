export{part10_defaultsOf as defaultsOf}from"./start.js";
