import{SESSION_POLICY,leastPolicy,typesOf}from"./chunk-DHZ3A3ID.js";import"./chunk-56NGXAF6.js";import"./start.js";export{SESSION_POLICY,leastPolicy,typesOf};
