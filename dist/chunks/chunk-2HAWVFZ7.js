export{part0_Finder as Finder,part0_NAMES as NAMES,part0_shownFrom as shownFrom}from"./start.js";
