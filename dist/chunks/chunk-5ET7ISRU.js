export{part3_REPORTERS as REPORTERS,part3_VERSION as VERSION,part3_infoOf as infoOf,part3_run as run,part3_selectRules as selectRules}from"./start.js";
