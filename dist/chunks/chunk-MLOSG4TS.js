export{part8_Finder as Finder,part8_NAMES as NAMES,part8_shownFrom as shownFrom}from"./start.js";
