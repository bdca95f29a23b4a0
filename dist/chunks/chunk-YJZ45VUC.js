import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{isAddress}from"./chunk-F6WCIIMZ.js";import{isAbsolute,relative,resolve,sep}from"node:path";function repositoryPath(file,{cwd,root}){return isAddress(file)?file:relative(root??cwd,isAbsolute(file)?file:resolve(cwd,file)).split(sep).join("/")}export{repositoryPath};
