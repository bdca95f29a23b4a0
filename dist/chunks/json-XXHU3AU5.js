import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{json,report}from"./chunk-D25P3QM6.js";import"./chunk-F6WCIIMZ.js";import"./chunk-WS7CQ2NB.js";import"./chunk-VUEJJUAN.js";export{json,report};
