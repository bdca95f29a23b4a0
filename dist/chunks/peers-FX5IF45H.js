import{everyPeer,ofPeers}from"./chunk-SKT3NWA3.js";import"./chunk-LEADAF3E.js";import"./chunk-GUP2XNLA.js";import"./chunk-H43OXZ2R.js";import"./start.js";export{everyPeer,ofPeers};
