import{SESSION_POLICY,leastPolicy,typesOf}from"./chunk-QXH5AKZY.js";import"./chunk-TXPJVNIX.js";import"./start.js";export{SESSION_POLICY,leastPolicy,typesOf};
