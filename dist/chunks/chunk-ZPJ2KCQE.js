export{part26_discover as discover,part26_gitRoot as gitRoot}from"./start.js";
