import{SESSION_POLICY,leastPolicy,typesOf}from"./chunk-PMKQKKZ3.js";import"./chunk-D7OYHS4F.js";import"./start.js";export{SESSION_POLICY,leastPolicy,typesOf};
