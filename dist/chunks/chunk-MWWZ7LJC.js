export{part9_defaultsOf as defaultsOf}from"./start.js";
