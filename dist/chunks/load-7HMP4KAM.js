import{part21_load as load}from"./start.js";import"./start.js";export{load};
