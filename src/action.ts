/** The GitHub Action: the same run, its inputs from the environment, SARIF to a file, annotations to the log. */
import { appendFileSync } from 'node:fs';
import { main } from './main.js';

const input = (name: string): string | undefined => process.env[`INPUT_${name.toUpperCase().replaceAll(' ', '_')}`]?.trim() || undefined;
const list = (name: string): string[] => (input(name) ?? '').split(/[\n,]/).map((item) => item.trim()).filter(Boolean);

const sarif = input('sarif-file');
const args = ['check', ...list('paths')];
for (const preset of list('preset')) args.push('--preset', preset);
for (const parameters of list('parameters')) args.push('--parameters', parameters);
const failOn = input('fail-on');
if (failOn) args.push('--fail-on', failOn);
args.push('--format', 'pretty', '--no-color');
if (sarif) args.push('--format', `sarif=${sarif}`);

const code = await main(args, {
  cwd: input('working-directory') ?? process.cwd(),
  env: { ...process.env, CI: 'true' },
  stdoutIsTty: false,
  stderrIsTty: false,
  columns: 100,
  // A line of the report must never be read as a command to the runner.
  out: (text) => process.stdout.write(text.replaceAll(/^(\s*)::/gm, '$1: :')),
  err: (text) => process.stderr.write(text),
  stdin: async () => Buffer.alloc(0),
});
const output = process.env.GITHUB_OUTPUT;
if (output) appendFileSync(output, `result=${code === 0 ? 'pass' : code === 1 ? 'fail' : code === 3 ? 'incomplete' : 'error'}\n${sarif ? `sarif-file=${sarif}\n` : ''}`);
process.exitCode = code;
