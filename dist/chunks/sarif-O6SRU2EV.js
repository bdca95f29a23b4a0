import{sarif}from"./chunk-BRMGMDKR.js";import"./start.js";export{sarif};
