export{part12_Shared as Shared,part12_load as load}from"./start.js";
