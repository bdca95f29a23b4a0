import{everyPeer,ofPeers}from"./chunk-WN6OH7EW.js";import"./chunk-5YON7LTM.js";import"./chunk-GUP2XNLA.js";import"./chunk-H43OXZ2R.js";import"./start.js";export{everyPeer,ofPeers};
