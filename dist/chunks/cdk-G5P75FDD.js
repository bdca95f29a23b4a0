import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import"./chunk-MTO7E2RK.js";function isAssemblyManifest(_data){return!1}async function loadAssembly(_folder,_context){}async function assemblyOf(_cdkJson,_context){}export{assemblyOf,isAssemblyManifest,loadAssembly};
