import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{rules}from"./chunk-DK72SZOX.js";import"./chunk-VCWQSEIH.js";import"./chunk-24XI5MHA.js";import"./chunk-MTO7E2RK.js";export{rules};
