export{part6___commonJS as __commonJS,part6___require as __require,part6___toESM as __toESM}from"./start.js";
