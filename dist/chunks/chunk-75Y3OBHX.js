export{part3_Shared as Shared,part3_load as load}from"./start.js";
