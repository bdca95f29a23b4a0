export{part21___commonJS as __commonJS,part21___esm as __esm,part21___export as __export,part21___require as __require,part21___toCommonJS as __toCommonJS,part21___toESM as __toESM}from"./start.js";
