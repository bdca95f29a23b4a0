export{part18_CONFIDENCES as CONFIDENCES,part18_SEVERITIES as SEVERITIES,part18_breaksGate as breaksGate}from"./start.js";
