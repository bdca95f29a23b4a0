export{part11_MAX_DEPTH as MAX_DEPTH,part11_PLACEHOLDER as PLACEHOLDER,part11_ParseError as ParseError,part11_repeatedKey as repeatedKey,part11_tooDeep as tooDeep}from"./start.js";
