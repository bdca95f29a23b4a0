/** SARIF: against the published schema, against Microsoft's validator, and against what GitHub says of its own limits. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type * as Sarif from 'sarif';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sarif, type SarifProfile } from '../src/report/sarif.js';
import type { Finding, ReportContext, Result, RuleInfo } from '../src/finding.js';
import { context, result, where } from './sample-result.js';

const test = suite('sarif');
const PROFILES: readonly SarifProfile[] = ['github', 'full'];
const nothing: Result = { ...result, findings: [], undecided: [], notices: [], errors: [], incomplete: false };
const [, size, image] = result.findings as readonly [Finding, Finding, Finding];

function log(profile: SarifProfile, of: Result = result, how: Partial<ReportContext> = {}): Sarif.Log {
  return JSON.parse(sarif(profile)(of, { ...context, ...how })) as Sarif.Log;
}

function run(profile: SarifProfile, of: Result = result, how: Partial<ReportContext> = {}): Sarif.Run & { results: Sarif.Result[] } {
  const { runs } = log(profile, of, how);
  assert.is(runs.length, 1);
  return runs[0] as Sarif.Run & { results: Sarif.Result[] };
}

/** The uris of the results' places. */
function uris(profile: SarifProfile, files: readonly string[], how: Partial<ReportContext> = {}): (string | undefined)[] {
  const findings = files.map((file) => ({ ...image, location: { ...image.location, file } }));
  return run(profile, { ...nothing, findings }, how).results.map(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri);
}

/** A long text that is awkward to cut. */
const LONG = `${'a'.repeat(1020)}😀${'b'.repeat(200)}`;
const longRule: RuleInfo = {
  ...result.rules[0]!,
  id: image.rule,
  summary: LONG,
  why: LONG,
  equivalents: { securityHub: Array.from({ length: 30 }, (_, index) => `ECS.${index}`) },
};

/** Results that try the limits. */
const cases: readonly [string, Result][] = [
  ['the sample', result],
  ['nothing', nothing],
  ['long texts', { ...result, rules: result.rules.map((rule) => (rule.id === image.rule ? longRule : rule)) }],
  [
    'many on one line',
    {
      ...nothing,
      findings: Array.from({ length: 300 }, (_, at) => ({
        ...image,
        location: { ...image.location, column: at + 1, endColumn: at + 2 },
        fingerprint: String(at).padStart(16, '0'),
      })),
    },
  ],
  [
    'odd places',
    {
      ...nothing,
      findings: [
        { ...size, location: { ...size.location, line: 0, column: 0, endLine: 0, endColumn: 0 } },
        { ...image, location: { ...image.location, endLine: 99, endColumn: 1 } },
      ],
    },
  ],
];

for (const [name, of] of cases) {
  for (const profile of PROFILES) {
    test(`within all limits: ${name}, ${profile}`, () => {
      const { $schema, version } = log(profile, of);
      assert.match($schema!, /^https:.*sarif-schema-2\.1\.0\.json$/);
      assert.is(version, '2.1.0');
      const { tool, results, automationDetails, columnKind } = run(profile, of);
      assert.is(columnKind, 'utf16CodeUnits');
      assert.is(automationDetails?.id, 'ecs/');
      assert.is(tool.driver.semanticVersion, '0.1.0');
      assert.is(tool.driver.version, undefined);

      const rules = tool.driver.rules!;
      assert.equal(
        rules.map(({ id }) => id),
        rules.map(({ id }) => id).sort(),
      );
      for (const rule of rules) {
        const { tags, precision, 'problem.severity': problem, 'security-severity': security } = rule.properties as Record<string, unknown>;
        assert.match(rule.name!, /^[A-Z][A-Za-z0-9]{1,254}$/);
        for (const text of [rule.shortDescription!.text, rule.fullDescription!.text]) {
          assert.ok(text.length > 0 && text.length <= 1024 && /[.!?]$/.test(text));
          assert.not.match(text, /\p{Surrogate}/u);
        }
        assert.ok(rule.help!.text.length > 0 && rule.help!.markdown!.includes('## Fix'));
        assert.match(rule.defaultConfiguration!.level!, /^(note|warning|error)$/);
        assert.match(precision as string, /^(very-high|high|medium|low)$/);
        assert.ok((tags as string[]).length <= 10 && new Set(tags as string[]).size === (tags as string[]).length);
        assert.is((tags as string[]).includes('security'), security !== undefined);
        assert.is(security === undefined, problem !== undefined);
        if (security === undefined) assert.match(problem as string, /^(error|warning|recommendation)$/);
        else assert.ok(typeof security === 'string' && Number(security) > 0 && Number(security) <= 10);
      }

      for (const one of results) {
        assert.is(rules[one.ruleIndex!]!.id, one.ruleId);
        assert.match(one.level!, /^(note|warning|error)$/);
        assert.is(one.rank, undefined);
        assert.match(one.message.text!, /\.$/);
        assert.is(one.locations!.length, 1);
        const { artifactLocation, region } = one.locations![0]!.physicalLocation!;
        assert.is(region!.startLine, region!.endLine, 'a region of one line');
        assert.ok(region!.endColumn! > region!.startColumn!);
        assert.not.match(artifactLocation!.uri!, /^[./]|\\|%(?![0-9A-F]{2})| /);
        assert.is(artifactLocation!.uriBaseId, profile === 'full' ? 'SRCROOT' : undefined);
        const related = one.relatedLocations ?? [];
        assert.ok(related.length <= 100);
        assert.equal(
          related.map(({ id }) => id),
          related.map((_, index) => index + 1),
        );
        for (const [, id] of one.message.text!.matchAll(/[^\\]\]\((\d+)\)/g))
          assert.ok(
            related.some((there) => there.id === Number(id)),
            `link to ${id}`,
          );
        for (const there of [...one.locations!, ...related]) {
          const { startLine, startColumn, endLine, endColumn, snippet } = there.physicalLocation!.region!;
          for (const number of [startLine, startColumn, endLine, endColumn]) assert.ok(Number.isInteger(number) && number! >= 1);
          assert.is(snippet, undefined);
        }
        assert.match(one.partialFingerprints!['plimsoll/v1']!, /^[0-9a-f]{16}$/);
        assert.match(one.partialFingerprints!['primaryLocationLineHash'] ?? 'a:1', /^[0-9a-f]{1,16}:\d+$/);
        assert.is(one.properties === undefined, profile === 'github');
      }
    });
  }
}

test('severity, confidence and category become what GitHub knows', () => {
  const table: readonly [Partial<RuleInfo>, string, string | undefined, string | undefined, string][] = [
    [{ severity: 'critical', category: 'security', confidence: 'certain' }, 'error', '9.5', undefined, 'very-high'],
    [{ severity: 'high', category: 'security', confidence: 'likely' }, 'error', '8.0', undefined, 'high'],
    [{ severity: 'medium', category: 'security', confidence: 'heuristic' }, 'warning', '5.5', undefined, 'medium'],
    [{ severity: 'low', category: 'security', confidence: 'certain' }, 'note', '2.5', undefined, 'very-high'],
    [{ severity: 'info', category: 'security', confidence: 'certain' }, 'note', undefined, 'recommendation', 'very-high'],
    [{ severity: 'critical', category: 'deployability', confidence: 'certain' }, 'error', undefined, 'error', 'very-high'],
    [{ severity: 'medium', category: 'reliability', confidence: 'certain' }, 'warning', undefined, 'warning', 'very-high'],
    [{ severity: 'low', category: 'cost', confidence: 'certain' }, 'note', undefined, 'recommendation', 'very-high'],
  ];
  for (const [of, level, security, problem, precision] of table) {
    const rules = [{ ...longRule, ...of }];
    const { tool, results } = run('github', { ...nothing, rules, findings: [{ ...image, ...of } as Finding] });
    const rule = tool.driver.rules![0]!;
    const properties = rule.properties as Record<string, unknown>;
    assert.equal([rule.defaultConfiguration!.level, results[0]!.level], [level, level]);
    assert.equal([properties['security-severity'], properties['problem.severity'], properties['precision']], [security, problem, precision]);
  }
});

test('GitHub: minified, only rules with results; full: every rule that ran', () => {
  const text = sarif('github')(result, context);
  assert.is(text, `${JSON.stringify(JSON.parse(text))}\n`);
  assert.is(run('github').tool.driver.rules!.length, 9);
  assert.is(run('full').tool.driver.rules!.length, result.rules.length);
  assert.equal(run('github', nothing).results, [], 'an empty list closes alerts');
});

test('a message says what, when, why, what to do, and links to places', () => {
  const room = run('github').results.find(({ ruleId }) => ruleId === 'ecs-service/update-has-room')!;
  assert.is(
    room.message.text,
    'Every update of Service stops halfway: no room for the new task. This holds when Env = prod. ' +
      'Proof: room: 1 instance (MaxSize) x 1 task network card = 1; must stay: ceil(1 x 50%) = 1, so nothing may stop; update: 1 old + 1 new = 2, room 1. ' +
      'Fix: MaxSize 2 (line 603), or 0% here and accept a gap. See [desired count](1); [the cluster it runs in](2). In [AWS::ECS::Service Service](3).',
  );
  assert.equal(
    room.relatedLocations!.map(({ physicalLocation }) => physicalLocation!.artifactLocation!.uri),
    ['app/infra/web.yaml', 'shared/cluster.yaml', 'app/infra/web.yaml'],
  );
  assert.equal(room.locations![0]!.physicalLocation!.region, { startLine: 28, startColumn: 32, endLine: 28, endColumn: 34 });
});

test('text from a file makes no links', () => {
  const message = 'image "[free](https://evil.example)" of container [x](1) has no tag';
  const related = [{ message: 'a [b](2) c]', location: where('infra/web.yaml', '256') }];
  const [one] = run('github', { ...nothing, findings: [{ ...size, message, related }] }).results;
  assert.equal(
    [...one!.message.text!.matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map(([, target]) => target),
    ['1', '2'],
  );
});

test('GitHub: one rule on one line is one result, with every place; full: each stays', () => {
  const second = {
    ...image,
    message: 'image "b" has no tag',
    severity: 'high' as const,
    location: { ...image.location, column: 40, endColumn: 43 },
    fingerprint: '00000000000000b1',
  };
  const findings = [second, image, { ...size, location: image.location }];
  const { results } = run('github', { ...nothing, findings });
  assert.is(results.length, 2);
  const merged = results.find(({ ruleId }) => ruleId === image.rule)!;
  assert.is(merged.level, 'error', 'the worst of them');
  assert.match(merged.message.text!, /^Image "nginx" has no tag\. On the same line: \[image "b" has no tag\]\(1\)\. Fix: /);
  assert.is(merged.relatedLocations![0]!.physicalLocation!.region!.startColumn, 40);
  assert.is(merged.partialFingerprints!['plimsoll/v1'], image.fingerprint);
  assert.is(run('full', { ...nothing, findings }).results.length, 3);
});

test('a region of several lines is cut to its first, the resource keeps its range', () => {
  const location = { ...where('infra/web.yaml', 'ContainerDefinitions'), endLine: 20, endColumn: 98 };
  const [one] = run('github', { ...nothing, findings: [{ ...image, location }] }).results;
  assert.equal(one!.locations![0]!.physicalLocation!.region, { startLine: 13, startColumn: 7, endLine: 13, endColumn: 28 });
  assert.equal(one!.relatedLocations!.at(-1)!.physicalLocation!.region, { startLine: 5, startColumn: 3, endLine: 20, endColumn: 98 });
});

test('results are sorted, whatever the order they come in', () => {
  const order = (of: Result) => run('github', of).results.map(({ partialFingerprints }) => partialFingerprints!['plimsoll/v1']);
  assert.equal(order({ ...result, findings: [...result.findings].reverse() }), order(result));
});

test('paths: relative to the root, encoded, on every system', () => {
  assert.equal(uris('github', ['a b/ü#1?/[x]%.yaml', './x/../y.yaml', '../shared/c:d.yaml', '/home/dev/shop/z.yaml']), [
    'app/a%20b/%C3%BC%231%3F/%5Bx%5D%25.yaml',
    'app/y.yaml',
    'shared/c%3Ad.yaml',
    'z.yaml',
  ]);
  assert.equal(uris('github', ['a.yaml'], { root: undefined }), ['a.yaml'], 'no root: relative to the working directory');
  assert.equal(uris('github', ['a.yaml'], { cwd: '/', root: '/' }), ['a.yaml']);
  assert.equal(uris('github', ['sub/a.yaml', 'C:/repo/b.yaml'], { cwd: 'c:\\repo\\app', root: 'C:\\repo' }), ['app/sub/a.yaml', 'b.yaml']);
  assert.equal(uris('full', ['/opt/x y.yaml', 'D:/z.yaml']), ['file:///D:/z.yaml', 'file:///opt/x%20y.yaml']);
  assert.equal(run('full', nothing, { root: '/home/de v/shop' }).originalUriBaseIds, { SRCROOT: { uri: 'file:///home/de%20v/shop/' } });
  assert.equal(run('full', nothing, { root: 'c:\\repo' }).originalUriBaseIds, { SRCROOT: { uri: 'file:///C:/repo/' } });
});

test('what GitHub cannot show is left out and counted', () => {
  const arn = 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web';
  const findings = ['/opt/outside.yaml', '../../shop2/other.yaml', arn, 'in.yaml'].map((file) => ({
    ...image,
    location: { ...image.location, file },
  }));
  const github = run('github', { ...nothing, findings });
  assert.is(github.results.length, 1);
  assert.is(github.invocations![0]!.toolExecutionNotifications![0]!.message.text, '3 findings left out: not in a file of this repository.');
  const full = run('full', { ...nothing, findings });
  assert.is(full.results.length, 4);
  const live = full.results.find(({ locations }) => locations![0]!.physicalLocation === undefined)!;
  assert.is(live.locations![0]!.logicalLocations![0]!.fullyQualifiedName, arn);
});

test('above 5,000 results GitHub gets the worst, and is told', () => {
  const findings = Array.from({ length: 6000 }, (_, index) => ({
    ...image,
    severity: index % 6 === 0 ? ('high' as const) : index % 6 < 5 ? ('medium' as const) : ('low' as const),
    location: { file: `f${index % 7}.yaml`, line: index + 1, column: 1, endLine: index + 1, endColumn: 2 },
    fingerprint: index.toString(16).padStart(16, '0'),
  }));
  const text = sarif('github')({ ...nothing, findings }, context);
  const { results, invocations } = run('github', { ...nothing, findings });
  assert.is(results.length, 5000);
  assert.is(results.filter(({ level }) => level === 'error').length, 1000);
  assert.is(results.filter(({ level }) => level === 'note').length, 0);
  assert.match(invocations![0]!.toolExecutionNotifications![0]!.message.text!, /the worst of 6,000/);
  assert.equal(
    results.map(({ locations }) => locations![0]!.physicalLocation!.artifactLocation!.uri!),
    results.map(({ locations }) => locations![0]!.physicalLocation!.artifactLocation!.uri!).sort(),
  );
  assert.ok(gzipSync(text).length < 10 * 1024 * 1024);
  assert.is(run('full', { ...nothing, findings }).results.length, 6000);
});

test('full: says what happened', () => {
  const [invocation] = run('full').invocations!;
  assert.is(invocation!.executionSuccessful, false);
  assert.equal(
    invocation!.toolExecutionNotifications!.map(({ level }) => level),
    ['note', 'warning', 'error', 'error', 'note'],
  );
  assert.is(invocation!.toolExecutionNotifications![3]!.exception!.kind, 'TypeError');
  assert.equal(run('full', nothing).invocations, [{ executionSuccessful: true }]);
  assert.is(run('github').invocations, undefined);
  const { properties } = run('full').results.find(({ ruleId }) => ruleId === 'ecs-service/update-has-room')!;
  assert.equal(properties, {
    severity: 'high',
    confidence: 'likely',
    category: 'deployability',
    outcome: 'hangs',
    when: 'Env = prod',
    proof: [
      { label: 'room', text: '1 instance (MaxSize) x 1 task network card = 1' },
      { label: 'must stay', text: 'ceil(1 x 50%) = 1, so nothing may stop' },
      { label: 'update', text: '1 old + 1 new = 2, room 1' },
    ],
    resource: { type: 'AWS::ECS::Service', name: 'Service' },
    path: 'DeploymentConfiguration.MinimumHealthyPercent',
  });
});

// --- other people's judgement; both come with a development package that has a binary for this system or has not

const require = createRequire(import.meta.url);
let multitool: string | undefined;
try {
  multitool = require('@microsoft/sarif-multitool') as string;
} catch {
  console.log('sarif: @microsoft/sarif-multitool is not installed here, so the schema and the validator were not asked');
}

if (multitool !== undefined) {
  const binary = multitool;
  const schema = JSON.parse(readFileSync(join(dirname(binary), 'sarif-2.1.0.json'), 'utf8')) as object;
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-sarif-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));

  test('the published schema agrees', () => {
    const ajv = new Ajv2020({ allErrors: true, strict: false });
    (formats as unknown as (ajv: Ajv2020) => void)(ajv);
    const validate = ajv.compile(schema);
    for (const [name, of] of cases) {
      for (const profile of PROFILES) assert.ok(validate(log(profile, of)), `${name}, ${profile}: ${JSON.stringify(validate.errors, null, 1)}`);
    }
  });

  test('sarif-multitool finds no error and no warning', () => {
    // The package sets this when it is installed, unless install scripts are off.
    chmodSync(binary, 0o755);
    cases.forEach(([, of], index) => {
      for (const profile of PROFILES) writeFileSync(join(folder, `${index}-${profile}.sarif`), sarif(profile)(of, context));
    });
    const { status, stdout, stderr } = spawnSync(
      binary,
      ['validate', join(folder, '*.sarif'), '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning'],
      {
        encoding: 'utf8',
        cwd: fileURLToPath(new URL('.', import.meta.url)),
        env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
      },
    );
    assert.is(status, 0, stdout + stderr);
    assert.match(stdout, new RegExp(`${cases.length * PROFILES.length} files scanned`));
    assert.not.match(stdout, /: (error|warning) /, stdout);
  });
}

test.run();
