import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{load}from"./chunk-5MU7YNDF.js";import"./chunk-MMOKBNVF.js";import"./chunk-RFUGVOZU.js";import"./chunk-ELWTD2PE.js";import"./chunk-PTYAHTHZ.js";import"./chunk-MFKWCZFU.js";import"./chunk-HOXOH2SW.js";import"./chunk-QWLJWDE3.js";import"./chunk-VUEJJUAN.js";export{load};
