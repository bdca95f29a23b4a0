export{part11_REPORTERS as REPORTERS,part11_VERSION as VERSION,part11_WANTS_EDITS as WANTS_EDITS,part11_infoOf as infoOf,part11_run as run,part11_selectRules as selectRules}from"./start.js";
