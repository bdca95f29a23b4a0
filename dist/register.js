import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{registerHooks}from"./chunks/chunk-BVVC4ISH.js";import"./chunks/chunk-A2IESGSF.js";import"./chunks/chunk-MFKWCZFU.js";import"./chunks/chunk-HOXOH2SW.js";import"./chunks/chunk-KPZTY6W2.js";import"./chunks/chunk-QWLJWDE3.js";import"./chunks/chunk-VUEJJUAN.js";await registerHooks();
