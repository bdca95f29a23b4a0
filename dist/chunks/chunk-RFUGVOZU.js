export{part17_distance as distance,part17_near as near}from"./start.js";
