export{part20_check as check,part20_findingsOf as findingsOf}from"./start.js";
