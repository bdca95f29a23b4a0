export{part1_REPORTERS as REPORTERS,part1_VERSION as VERSION,part1_infoOf as infoOf,part1_run as run,part1_selectRules as selectRules}from"./start.js";
