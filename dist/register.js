import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{registerHooks}from"./chunks/chunk-U3MXBHDG.js";import"./chunks/chunk-L7YG6ZQT.js";import"./chunks/chunk-WT6ZFTDG.js";import"./chunks/chunk-KPZTY6W2.js";import"./chunks/chunk-24XI5MHA.js";import"./chunks/chunk-MTO7E2RK.js";await registerHooks();
