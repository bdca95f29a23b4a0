import{everyPeer,ofPeers}from"./chunk-EYG7WF6X.js";import"./chunk-GGC3QGK2.js";import"./chunk-GUP2XNLA.js";import"./chunk-H43OXZ2R.js";import"./start.js";export{everyPeer,ofPeers};
