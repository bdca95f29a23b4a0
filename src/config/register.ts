/** `node --import plimsoll/register`: configurations, rules and their tests in TypeScript run under plain Node, also under Node 20. */
import { registerHooks } from './code.js';

await registerHooks();
