export{part8_discover as discover,part8_gitRoot as gitRoot}from"./start.js";
