import{compareLines,compareSince}from"./chunk-ASXIIBWD.js";import"./start.js";export{compareLines,compareSince};
