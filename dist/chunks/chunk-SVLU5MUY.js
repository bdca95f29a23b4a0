export{part12_REPORTERS as REPORTERS,part12_VERSION as VERSION,part12_infoOf as infoOf,part12_run as run,part12_selectRules as selectRules}from"./start.js";
