/**
 * A release: `version X.Y.Z` writes the version into the package and the changelog; `check vX.Y.Z` makes sure that tag, package, source and
 * changelog say the same; `notes vX.Y.Z` prints what the changelog says of it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { VERSION } from '../src/version.js';

const [command, given = ''] = process.argv.slice(2);
const version = given.replace(/^v/, '');
const changelog = readFileSync('CHANGELOG.md', 'utf8');

function fail(text: string): never {
  console.error(`release: ${text}`);
  process.exit(1);
}

/** The part of the changelog under a heading. */
function section(heading: string): string {
  const parts = changelog.split(/^## /m).slice(1);
  const found = parts.find((part) => part.startsWith(heading));
  return found === undefined ? '' : found.slice(found.indexOf('\n')).trim();
}

if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)) fail(`"${given}" is no version`);
if (command === 'version') {
  if (section('Unreleased') === '') fail('CHANGELOG.md says nothing under "Unreleased"');
  const manifest = readFileSync('package.json', 'utf8');
  writeFileSync('package.json', manifest.replace(/"version": "[^"]*"/, `"version": "${version}"`));
  writeFileSync('CHANGELOG.md', changelog.replace('## Unreleased', `## ${version} (${new Date().toISOString().slice(0, 10)})`));
  console.log(`now: npm install --package-lock-only, npm run build, commit, git tag v${version}`);
} else if (command === 'check') {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { version: string };
  for (const [name, said] of [['package.json', manifest.version], ['package-lock.json', lock.version], ['src/version.ts', VERSION]] as const) if (said !== version) fail(`${name} says ${said}, the tag ${version}`);
  if (section(`${version} `) === '' && section(`${version}\n`) === '') fail(`CHANGELOG.md says nothing of ${version}`);
  console.log(`${version} everywhere`);
} else if (command === 'notes') console.log(section(`${version} `) || section(version));
else fail('release takes version, check or notes');
