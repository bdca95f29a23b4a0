/** The GitHub Action: the process, handed to `src/action/act.ts`. */
import { act } from './action/act.js';

process.exitCode = await act({ env: process.env, cwd: process.cwd(), log: (text) => process.stdout.write(text) });
