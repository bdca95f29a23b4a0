import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var NONE=Object.freeze({});function defaultsOf({options},given){return options?Object.freeze({...Object.fromEntries(Object.entries(options).map(([name,schema])=>[name,schema.default])),...given}):NONE}export{defaultsOf};
