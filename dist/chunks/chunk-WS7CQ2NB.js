export{part15_CONFIDENCES as CONFIDENCES,part15_SEVERITIES as SEVERITIES,part15_breaksGate as breaksGate}from"./start.js";
