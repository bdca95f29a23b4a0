import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{registerHooks}from"./chunks/chunk-XF25475H.js";import"./chunks/chunk-VR7AGMRW.js";import"./chunks/chunk-YE34VLJ3.js";import"./chunks/chunk-WT6ZFTDG.js";import"./chunks/chunk-KPZTY6W2.js";import"./chunks/chunk-24XI5MHA.js";import"./chunks/chunk-MTO7E2RK.js";await registerHooks();
