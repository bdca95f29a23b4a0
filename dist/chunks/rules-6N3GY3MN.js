import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{rules}from"./chunk-GJ53DDUX.js";import"./chunk-VCWQSEIH.js";import"./chunk-M6T7DRY6.js";import"./chunk-MDXTE65D.js";import"./chunk-VUEJJUAN.js";export{rules};
