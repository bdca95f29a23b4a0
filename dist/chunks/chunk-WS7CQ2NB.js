export{part22_CONFIDENCES as CONFIDENCES,part22_SEVERITIES as SEVERITIES,part22_breaksGate as breaksGate}from"./start.js";
