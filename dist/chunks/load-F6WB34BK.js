import{part1_load as load}from"./start.js";import"./start.js";export{load};
