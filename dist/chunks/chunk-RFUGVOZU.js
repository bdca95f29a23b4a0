export{part11_distance as distance,part11_near as near}from"./start.js";
