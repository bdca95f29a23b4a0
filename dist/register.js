import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{registerHooks}from"./chunks/chunk-V6FLQAN2.js";import"./chunks/chunk-QHYTREWO.js";import"./chunks/chunk-GK4NP2RA.js";import"./chunks/chunk-KPZTY6W2.js";import"./chunks/chunk-IH5EVUX5.js";import"./chunks/chunk-MTO7E2RK.js";await registerHooks();
