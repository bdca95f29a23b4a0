export{part12_Finder as Finder,part12_NAMES as NAMES,part12_shownFrom as shownFrom}from"./start.js";
