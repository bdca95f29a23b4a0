import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{rules}from"./chunk-WPKQKSDW.js";import"./chunk-VCWQSEIH.js";import"./chunk-QWLJWDE3.js";import"./chunk-VUEJJUAN.js";export{rules};
