import{part27_rules as rules}from"./start.js";import"./start.js";export{rules};
