export{part9_Shared as Shared,part9_load as load}from"./start.js";
