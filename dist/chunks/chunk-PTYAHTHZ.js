export{part12_defaultsOf as defaultsOf,part12_printWith as printWith}from"./start.js";
