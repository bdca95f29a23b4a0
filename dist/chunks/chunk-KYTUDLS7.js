export{part6_VERSION as VERSION}from"./start.js";
