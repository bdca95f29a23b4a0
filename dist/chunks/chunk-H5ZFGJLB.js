export{part9_Scope as Scope,part9_concat as concat,part9_isObject as isObject,part9_textOf as textOf}from"./start.js";
