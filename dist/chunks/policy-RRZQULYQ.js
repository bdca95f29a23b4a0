import{SESSION_POLICY,leastPolicy,typesOf}from"./chunk-XMMPZSZE.js";import"./chunk-JAUJTEQ2.js";import"./start.js";export{SESSION_POLICY,leastPolicy,typesOf};
