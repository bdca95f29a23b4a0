export{part14_distance as distance,part14_near as near}from"./start.js";
