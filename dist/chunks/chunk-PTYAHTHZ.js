export{part10_defaultsOf as defaultsOf,part10_printWith as printWith}from"./start.js";
