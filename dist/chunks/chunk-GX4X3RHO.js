export{part7_check as check,part7_findingsOf as findingsOf,part7_mendKey as mendKey}from"./start.js";
