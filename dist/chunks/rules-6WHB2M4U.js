import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{rules}from"./chunk-EUXT4PU6.js";import"./chunk-IH5EVUX5.js";import"./chunk-MTO7E2RK.js";export{rules};
