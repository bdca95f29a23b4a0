import{addressOf,isSnapshot,loadSnapshot,withoutSecrets}from"./chunk-RXDP6B77.js";import"./chunk-O2AWRFD2.js";import"./start.js";export{addressOf,isSnapshot,loadSnapshot,withoutSecrets};
