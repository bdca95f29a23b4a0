export{part2_Finder as Finder,part2_NAMES as NAMES,part2_shownFrom as shownFrom}from"./start.js";
