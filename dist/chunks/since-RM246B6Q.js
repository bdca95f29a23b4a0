import{compareLines,compareSince}from"./chunk-Q5NFDUZL.js";import"./start.js";export{compareLines,compareSince};
