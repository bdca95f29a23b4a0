import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{registerHooks}from"./chunks/chunk-F6EWCZNK.js";import"./chunks/chunk-OWVHHBVX.js";import"./chunks/chunk-KIMR4GMU.js";import"./chunks/chunk-KPZTY6W2.js";import"./chunks/chunk-IH5EVUX5.js";import"./chunks/chunk-MTO7E2RK.js";await registerHooks();
