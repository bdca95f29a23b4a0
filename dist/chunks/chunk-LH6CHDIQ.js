export{part7_MAX_DEPTH as MAX_DEPTH,part7_PLACEHOLDER as PLACEHOLDER,part7_ParseError as ParseError,part7_repeatedKey as repeatedKey,part7_tooDeep as tooDeep}from"./start.js";
