export{part14_check as check,part14_findingsOf as findingsOf}from"./start.js";
