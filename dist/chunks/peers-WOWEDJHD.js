import{everyPeer,ofPeers}from"./chunk-2KMVY4PP.js";import"./chunk-NW6FRBIA.js";import"./chunk-GUP2XNLA.js";import"./chunk-H43OXZ2R.js";import"./start.js";export{everyPeer,ofPeers};
