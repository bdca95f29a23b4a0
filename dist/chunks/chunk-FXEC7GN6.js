export{part6_looksLikeJson as looksLikeJson,part6_parse as parse,part6_parseYaml as parseYaml}from"./start.js";
