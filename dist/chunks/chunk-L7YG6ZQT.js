export{part6_UsageError as UsageError,part6_decode as decode,part6_parse as parse,part6_parseYaml as parseYaml,part6_readParameters as readParameters,part6_readText as readText}from"./start.js";
