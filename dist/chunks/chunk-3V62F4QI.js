export{part0_UsageError as UsageError,part0_decode as decode,part0_parse as parse,part0_parseYaml as parseYaml,part0_readParameters as readParameters,part0_readText as readText}from"./start.js";
