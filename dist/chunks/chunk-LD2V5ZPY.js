export{part7_REPORTERS as REPORTERS,part7_VERSION as VERSION,part7_infoOf as infoOf,part7_run as run,part7_selectRules as selectRules}from"./start.js";
