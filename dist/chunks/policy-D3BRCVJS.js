import{SESSION_POLICY,leastPolicy,typesOf}from"./chunk-JSPO4TUH.js";import"./chunk-O2AWRFD2.js";import"./start.js";export{SESSION_POLICY,leastPolicy,typesOf};
