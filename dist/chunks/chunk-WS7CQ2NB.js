export{part23_CONFIDENCES as CONFIDENCES,part23_SEVERITIES as SEVERITIES,part23_breaksGate as breaksGate}from"./start.js";
