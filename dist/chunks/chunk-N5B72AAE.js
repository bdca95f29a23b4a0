export{part11_Finder as Finder,part11_NAMES as NAMES,part11_shownFrom as shownFrom}from"./start.js";
