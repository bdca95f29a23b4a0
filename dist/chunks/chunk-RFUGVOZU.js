export{part18_distance as distance,part18_near as near}from"./start.js";
