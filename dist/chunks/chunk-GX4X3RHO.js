export{part6_check as check,part6_findingsOf as findingsOf,part6_mendKey as mendKey}from"./start.js";
