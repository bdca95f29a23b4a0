import{markdown,markdownSummary,marker,reviewComment}from"./chunk-ZZXU6SQO.js";import"./chunk-GL6ZJMOZ.js";import"./start.js";export{markdown,markdownSummary,marker,reviewComment};
