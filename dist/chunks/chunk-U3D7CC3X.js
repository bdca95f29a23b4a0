export{part20_Shared as Shared,part20_load as load}from"./start.js";
