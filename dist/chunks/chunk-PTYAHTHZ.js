export{part14_defaultsOf as defaultsOf,part14_printWith as printWith}from"./start.js";
