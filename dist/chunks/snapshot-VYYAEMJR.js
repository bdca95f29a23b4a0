import{addressOf,isSnapshot,loadSnapshot,withoutSecrets}from"./chunk-6CPJELHF.js";import"./chunk-JAUJTEQ2.js";import"./start.js";export{addressOf,isSnapshot,loadSnapshot,withoutSecrets};
