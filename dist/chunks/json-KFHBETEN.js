import{json,report}from"./chunk-KPYTXG66.js";import"./start.js";export{json,report};
