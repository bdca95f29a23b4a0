import{registerHooks}from"./chunks/chunk-H7TRA6ST.js";import"./chunks/start.js";import"./chunks/chunk-UU6JZK43.js";import"./chunks/start.js";await registerHooks();
