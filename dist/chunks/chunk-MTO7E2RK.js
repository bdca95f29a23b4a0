export{part8___commonJS as __commonJS,part8___require as __require,part8___toESM as __toESM}from"./start.js";
