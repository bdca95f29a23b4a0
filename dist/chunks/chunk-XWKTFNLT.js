export{part24_decode as decode,part24_schemaOf as schemaOf}from"./start.js";
