import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{rules}from"./chunk-QQUZYHEU.js";import"./chunk-VCWQSEIH.js";import"./chunk-MGYHNJNE.js";import"./chunk-MDXTE65D.js";import"./chunk-XWKTFNLT.js";import"./chunk-VUEJJUAN.js";export{rules};
