import{SESSION_POLICY,leastPolicy,typesOf}from"./chunk-JXSNGM65.js";import"./chunk-JAUJTEQ2.js";import"./start.js";export{SESSION_POLICY,leastPolicy,typesOf};
