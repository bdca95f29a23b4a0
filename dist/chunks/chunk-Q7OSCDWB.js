export{part16_Shared as Shared,part16_load as load}from"./start.js";
