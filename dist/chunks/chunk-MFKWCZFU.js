export{part8_decode as decode,part8_parse as parse,part8_parseYaml as parseYaml,part8_readText as readText}from"./start.js";
