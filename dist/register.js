import{registerHooks}from"./chunks/chunk-Z6BF5GBC.js";import"./chunks/start.js";import"./chunks/chunk-UU6JZK43.js";import"./chunks/start.js";await registerHooks();
