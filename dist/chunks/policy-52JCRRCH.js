import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{SESSION_POLICY,leastPolicy,typesOf}from"./chunk-RVZ2FBEE.js";import"./chunk-VQQFUK2U.js";import"./chunk-XWKTFNLT.js";import"./chunk-VUEJJUAN.js";export{SESSION_POLICY,leastPolicy,typesOf};
