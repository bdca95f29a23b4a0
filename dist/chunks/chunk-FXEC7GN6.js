export{part5_looksLikeJson as looksLikeJson,part5_parse as parse,part5_parseYaml as parseYaml}from"./start.js";
