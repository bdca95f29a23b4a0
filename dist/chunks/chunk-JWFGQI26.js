export{part10_discover as discover,part10_gitRoot as gitRoot}from"./start.js";
