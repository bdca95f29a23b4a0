import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import"./chunk-MTO7E2RK.js";function init(_){return""}export{init};
