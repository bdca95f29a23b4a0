export{part12_MAX_DEPTH as MAX_DEPTH,part12_PLACEHOLDER as PLACEHOLDER,part12_ParseError as ParseError,part12_repeatedKey as repeatedKey,part12_tooDeep as tooDeep}from"./start.js";
