export{part10_MAX_DEPTH as MAX_DEPTH,part10_PLACEHOLDER as PLACEHOLDER,part10_ParseError as ParseError,part10_repeatedKey as repeatedKey,part10_tooDeep as tooDeep}from"./start.js";
