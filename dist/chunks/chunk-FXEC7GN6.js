export{part4_looksLikeJson as looksLikeJson,part4_parse as parse,part4_parseYaml as parseYaml}from"./start.js";
