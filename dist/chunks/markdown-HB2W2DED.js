import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{markdown,markdownSummary,marker,reviewComment}from"./chunk-DFDOABCC.js";import"./chunk-YJZ45VUC.js";import"./chunk-F6WCIIMZ.js";import"./chunk-WS7CQ2NB.js";import"./chunk-VUEJJUAN.js";export{markdown,markdownSummary,marker,reviewComment};
