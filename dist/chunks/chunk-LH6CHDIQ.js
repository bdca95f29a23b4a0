export{part9_MAX_DEPTH as MAX_DEPTH,part9_PLACEHOLDER as PLACEHOLDER,part9_ParseError as ParseError,part9_repeatedKey as repeatedKey,part9_tooDeep as tooDeep}from"./start.js";
