import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{command,github}from"./chunk-RFH4R6JU.js";import"./chunk-YJZ45VUC.js";import"./chunk-F6WCIIMZ.js";import"./chunk-WS7CQ2NB.js";import"./chunk-VUEJJUAN.js";export{command,github};
