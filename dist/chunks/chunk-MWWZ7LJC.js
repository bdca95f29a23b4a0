export{part12_defaultsOf as defaultsOf}from"./start.js";
