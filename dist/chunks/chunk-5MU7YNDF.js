export{part2_Shared as Shared,part2_load as load}from"./start.js";
