import{addressOf,isSnapshot,loadSnapshot,withoutSecrets}from"./chunk-6QWQS4Y7.js";import"./chunk-56NGXAF6.js";import"./start.js";export{addressOf,isSnapshot,loadSnapshot,withoutSecrets};
