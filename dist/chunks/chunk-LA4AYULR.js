export{part10_Shared as Shared,part10_load as load}from"./start.js";
