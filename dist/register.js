import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{registerHooks}from"./chunks/chunk-HS2S7NPT.js";import"./chunks/chunk-3V62F4QI.js";import"./chunks/chunk-GK4NP2RA.js";import"./chunks/chunk-KPZTY6W2.js";import"./chunks/chunk-IH5EVUX5.js";import"./chunks/chunk-MTO7E2RK.js";await registerHooks();
