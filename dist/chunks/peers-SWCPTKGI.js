import{everyPeer,ofPeers}from"./chunk-D4CP4GMS.js";import"./chunk-KHHCYGWH.js";import"./chunk-GUP2XNLA.js";import"./chunk-H43OXZ2R.js";import"./start.js";export{everyPeer,ofPeers};
