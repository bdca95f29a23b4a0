export{part16___commonJS as __commonJS,part16___esm as __esm,part16___export as __export,part16___require as __require,part16___toCommonJS as __toCommonJS,part16___toESM as __toESM}from"./start.js";
