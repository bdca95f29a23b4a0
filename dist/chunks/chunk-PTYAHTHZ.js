export{part17_defaultsOf as defaultsOf,part17_printWith as printWith}from"./start.js";
