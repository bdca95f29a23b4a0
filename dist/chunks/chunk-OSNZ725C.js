export{part15_REPORTERS as REPORTERS,part15_VERSION as VERSION,part15_WANTS_EDITS as WANTS_EDITS,part15_infoOf as infoOf,part15_run as run,part15_selectRules as selectRules}from"./start.js";
