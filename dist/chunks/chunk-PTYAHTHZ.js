export{part16_defaultsOf as defaultsOf,part16_printWith as printWith}from"./start.js";
