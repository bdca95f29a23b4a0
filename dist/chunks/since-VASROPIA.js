import{compareLines,compareSince}from"./chunk-LMBGQGM5.js";import"./start.js";export{compareLines,compareSince};
