export{part9___commonJS as __commonJS,part9___require as __require,part9___toESM as __toESM}from"./start.js";
