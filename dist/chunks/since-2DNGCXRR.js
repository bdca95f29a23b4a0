import{compareLines,compareSince}from"./chunk-BXKV67MT.js";import"./start.js";export{compareLines,compareSince};
