export{part7_Scope as Scope,part7_concat as concat,part7_isObject as isObject,part7_textOf as textOf}from"./start.js";
