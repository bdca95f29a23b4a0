export{part19_decode as decode,part19_parse as parse,part19_parseYaml as parseYaml,part19_readText as readText}from"./start.js";
