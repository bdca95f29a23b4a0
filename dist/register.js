import{registerHooks}from"./chunks/chunk-M7HJ2CB3.js";import"./chunks/start.js";import"./chunks/chunk-UU6JZK43.js";import"./chunks/start.js";await registerHooks();
