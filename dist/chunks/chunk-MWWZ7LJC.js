export{part15_defaultsOf as defaultsOf}from"./start.js";
