export{part4_Shared as Shared,part4_load as load}from"./start.js";
