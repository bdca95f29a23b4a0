export{part22___commonJS as __commonJS,part22___esm as __esm,part22___export as __export,part22___require as __require,part22___toCommonJS as __toCommonJS,part22___toESM as __toESM}from"./start.js";
