export{part16_CONFIDENCES as CONFIDENCES,part16_SEVERITIES as SEVERITIES,part16_breaksGate as breaksGate}from"./start.js";
