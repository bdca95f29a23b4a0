import{addressOf,isSnapshot,loadSnapshot,withoutSecrets}from"./chunk-2LMDKN2S.js";import"./chunk-D7OYHS4F.js";import"./start.js";export{addressOf,isSnapshot,loadSnapshot,withoutSecrets};
