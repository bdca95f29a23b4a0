export{part2_check as check,part2_findingsOf as findingsOf}from"./start.js";
