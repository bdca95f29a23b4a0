export{part13_Shared as Shared,part13_load as load}from"./start.js";
