import{command,github}from"./chunk-Z2BMKAEP.js";import"./chunk-GL6ZJMOZ.js";import"./start.js";export{command,github};
