export{part8_Scope as Scope,part8_concat as concat,part8_isObject as isObject,part8_textOf as textOf}from"./start.js";
