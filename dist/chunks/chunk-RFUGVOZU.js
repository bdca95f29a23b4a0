export{part13_distance as distance,part13_near as near}from"./start.js";
