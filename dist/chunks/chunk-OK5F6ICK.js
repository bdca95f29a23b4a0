export{part14_REPORTERS as REPORTERS,part14_VERSION as VERSION,part14_WANTS_EDITS as WANTS_EDITS,part14_infoOf as infoOf,part14_run as run,part14_selectRules as selectRules}from"./start.js";
