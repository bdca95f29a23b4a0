export{part15_defaultsOf as defaultsOf,part15_printWith as printWith}from"./start.js";
