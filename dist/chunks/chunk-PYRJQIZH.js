export{part15_check as check,part15_findingsOf as findingsOf,part15_mendKey as mendKey}from"./start.js";
