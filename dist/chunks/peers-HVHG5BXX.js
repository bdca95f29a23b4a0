import{everyPeer,ofPeers}from"./chunk-7JEG3NBT.js";import"./chunk-DHM362GH.js";import"./chunk-GUP2XNLA.js";import"./chunk-H43OXZ2R.js";import"./start.js";export{everyPeer,ofPeers};
