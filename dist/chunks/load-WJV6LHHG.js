import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{load}from"./chunk-TM2ER4SO.js";import"./chunk-RFUGVOZU.js";import"./chunk-35QPSUCJ.js";import"./chunk-PTYAHTHZ.js";import"./chunk-YE34VLJ3.js";import"./chunk-WT6ZFTDG.js";import"./chunk-24XI5MHA.js";import"./chunk-MTO7E2RK.js";export{load};
