import{sarif}from"./chunk-DNOGUJSY.js";import"./start.js";export{sarif};
