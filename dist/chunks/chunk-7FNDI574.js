export{part0_Shared as Shared,part0_load as load}from"./start.js";
