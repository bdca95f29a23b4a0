export{part2_REPORTERS as REPORTERS,part2_VERSION as VERSION,part2_infoOf as infoOf,part2_run as run,part2_selectRules as selectRules}from"./start.js";
