import{compareLines,compareSince}from"./chunk-AVIPFZVW.js";import"./start.js";export{compareLines,compareSince};
