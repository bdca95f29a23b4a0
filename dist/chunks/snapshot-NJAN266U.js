import{addressOf,isSnapshot,loadSnapshot,withoutSecrets}from"./chunk-BGCNSPET.js";import"./chunk-TXPJVNIX.js";import"./start.js";export{addressOf,isSnapshot,loadSnapshot,withoutSecrets};
