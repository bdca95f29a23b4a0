import{json,report}from"./chunk-R6MJ3ANB.js";import"./start.js";export{json,report};
