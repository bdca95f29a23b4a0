/**
 * What the documents show is true: every `$ npx plimsoll …` in a console block is run and must print what stands below it (times
 * aside); every `npm run X` exists; every link to a file leads somewhere. `UPDATE=1` writes the output into the documents.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globbySync } from 'globby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './helpers.js';

const test = suite('documents');
const documents = globbySync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: ROOT, ignore: ['**/node_modules/**'] });
const scripts = Object.keys((JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as { scripts: object }).scripts);

const timeless = (text: string): string => text.replaceAll(/\b\d+(\.\d+)? m?s\b/g, 'N ms').trimEnd();

function output(command: string): string {
  const args = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? (match[3] as string));
  const { stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...args], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', COLUMNS: '80' } });
  return stdout + stderr;
}

for (const file of documents) {
  const text = readFileSync(`${ROOT}/${file}`, 'utf8');

  test(`${file}: links lead to files`, () => {
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (!/^[a-z]+:/.test(target as string)) assert.ok(existsSync(join(ROOT, dirname(file), target as string)), `${target} does not exist`);
    }
  });

  test(`${file}: scripts exist`, () => {
    for (const [, name] of text.matchAll(/npm run ([\w:-]+)/g)) assert.ok(scripts.includes(name as string), `npm run ${name} does not exist`);
  });

  for (const [block, body] of text.matchAll(/```console\n([\s\S]*?)```/g)) {
    const commands = [...(body as string).matchAll(/^\$ npx plimsoll (.*)$/gm)].map((match) => match[1] as string);
    if (commands.length !== 1) continue;
    const [command] = commands as [string];
    test(`${file}: plimsoll ${command}`, () => {
      const shown = (body as string).replace(/^\$ .*\n/, '');
      const printed = output(command);
      if (process.env.UPDATE && timeless(printed) !== timeless(shown)) {
        writeFileSync(`${ROOT}/${file}`, readFileSync(`${ROOT}/${file}`, 'utf8').replace(block, () => `\`\`\`console\n$ npx plimsoll ${command}\n${printed.trimEnd()}\n\`\`\``));
      } else assert.is(timeless(printed), timeless(shown));
    });
  }
}

test('the help is in the README', () => {
  const help = execFileSync(process.execPath, ['dist/cli.js', '--help'], { cwd: ROOT, encoding: 'utf8' });
  const readme = readFileSync(`${ROOT}/README.md`, 'utf8');
  for (const [, option] of help.matchAll(/(--(?:preset|fail-on|parameters|undecided|stdin))\b/g)) assert.ok(readme.includes(option as string), `README never mentions ${option}`);
});
test('the pictures show what is printed today', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/pictures.ts', '--check'], { cwd: ROOT, encoding: 'utf8' });
  assert.is(status, 0, stderr);
});
test.run();
