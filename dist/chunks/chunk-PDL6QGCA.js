export{part9_Finder as Finder,part9_NAMES as NAMES,part9_shownFrom as shownFrom}from"./start.js";
