import{csv,csvOf}from"./chunk-AEWB2FAT.js";import"./chunk-GL6ZJMOZ.js";import"./start.js";export{csv,csvOf};
