export{part9_discover as discover,part9_gitRoot as gitRoot}from"./start.js";
