/**
 * Runs the test files, each in a process of its own, two at a time. Prints what failed, a line a file, and the sum at the end.
 * Arguments are parts of file names; without any, all files run.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';

const only = process.argv.slice(2);
const files = readdirSync('test')
  .filter((file) => file.endsWith('.test.ts') && (only.length === 0 || only.some((part) => file.includes(part))))
  .sort();
let passed = 0;
let failed = 0;

async function runFile(file: string): Promise<void> {
  const started = Date.now();
  const child = spawn(process.execPath, ['--import', 'tsx', `test/${file}`], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number>((done) => child.on('close', (status) => done(status ?? 1)));
  const total = sum(output, /^\s*Total:\s+(\d+)/gm);
  const good = sum(output, /^\s*Passed:\s+(\d+)/gm);
  const bad = Math.max(total - good - sum(output, /^\s*Skipped:\s+(\d+)/gm), code === 0 ? 0 : 1, total === 0 && !/^skipped: \D/m.test(output) ? 1 : 0);
  passed += good;
  failed += bad;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${bad === 0 ? 'ok  ' : 'FAIL'}  ${file.padEnd(28)} ${String(good).padStart(5)} passed ${seconds.padStart(6)} s`);
  if (bad > 0) console.log(output);
  else for (const line of output.split('\n')) if (/^\s*(note|skipped): \D/i.test(line)) console.log(`      ${line.trim()}`);
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
}

const queue = [...files];
await Promise.all([0, 1].map(async () => {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) await runFile(file);
}));
if (files.length === 0) failed = 1;
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
