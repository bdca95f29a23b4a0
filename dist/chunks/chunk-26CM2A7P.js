export{part0_REPORTERS as REPORTERS,part0_WANTS_EDITS as WANTS_EDITS,part0_infoOf as infoOf,part0_pretty as pretty,part0_run as run,part0_selectRules as selectRules}from"./start.js";
