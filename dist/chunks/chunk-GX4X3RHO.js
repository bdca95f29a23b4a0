export{part8_check as check,part8_findingsOf as findingsOf,part8_mendKey as mendKey}from"./start.js";
