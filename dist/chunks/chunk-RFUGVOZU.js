export{part16_distance as distance,part16_near as near}from"./start.js";
