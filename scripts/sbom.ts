/**
 * The bill of materials of the bundle, CycloneDX 1.6 as JSON: what esbuild really put into `dist`, not what is installed for development.
 * Printed, or written to the file that is named. The same bundle gives the same text.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  name: string;
  version: string;
  license?: string;
  description?: string;
}

const own = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
// The notices name every bundled package with its version.
const bundled = [...readFileSync('dist/THIRD_PARTY_NOTICES.txt', 'utf8').matchAll(/^(@?[\w./-]+) (\d+\.\d+\.\d+[\w.-]*) \(/gm)].map(([, name, version]) => ({ name: name as string, version: version as string }));
const purl = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

const components = bundled.map(({ name, version }) => {
  const manifest = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8')) as Manifest;
  if (manifest.version !== version) throw new Error(`dist holds ${name} ${version}, installed is ${manifest.version}: run npm run build`);
  return { type: 'library', 'bom-ref': purl(name, version), name, version, purl: purl(name, version), ...(manifest.license && { licenses: [{ license: { id: manifest.license } }] }), scope: 'required' };
});
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'application', 'bom-ref': purl(own.name, own.version), name: own.name, version: own.version, purl: purl(own.name, own.version), licenses: [{ license: { id: own.license } }], description: own.description } },
  components,
  dependencies: [{ ref: purl(own.name, own.version), dependsOn: components.map((component) => component['bom-ref']) }],
};
const text = `${JSON.stringify(bom, null, 2)}\n`;
const [file] = process.argv.slice(2);
if (file === undefined) process.stdout.write(text);
else writeFileSync(file, text);
