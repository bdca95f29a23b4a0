import{compareLines,compareSince}from"./chunk-U6BMLSYO.js";import"./start.js";export{compareLines,compareSince};
