export{part1_Scope as Scope,part1_concat as concat,part1_isObject as isObject,part1_textOf as textOf}from"./start.js";
