import{registerHooks}from"./chunks/chunk-GV42ZNGO.js";import"./chunks/start.js";import"./chunks/chunk-UU6JZK43.js";import"./chunks/start.js";await registerHooks();
