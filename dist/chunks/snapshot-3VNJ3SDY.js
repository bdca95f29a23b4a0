import{addressOf,isSnapshot,loadSnapshot,withoutSecrets}from"./chunk-KLY7B7XG.js";import"./chunk-O2AWRFD2.js";import"./start.js";export{addressOf,isSnapshot,loadSnapshot,withoutSecrets};
