export{part3_Finder as Finder,part3_NAMES as NAMES,part3_shownFrom as shownFrom}from"./start.js";
