/**
 * Input that nobody should write. Every case ends in a clear line and the right exit code, in time and in little memory, and never
 * keeps the other files from being checked.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { run } from '../src/run.js';
import { bundle, runner, type Said, scratch, write } from './child.js';
import { ROOT } from './helpers.js';

const RULE = 'ecs-task/no-privileged';
const BAD = readFileSync(join(ROOT, 'fixtures/cli/privileged.yaml'), 'utf8');
const command = runner(await bundle());

interface Report {
  summary: { incomplete: boolean };
  findings: { location: { file: string; line: number; column: number } }[];
  notices: { level: string; message: string; file?: string; line?: number; column?: number }[];
  errors: unknown[];
}

/** Checks paths in a folder. In any case: no stack, in time, in less than 1 GiB. */
function check(cwd: string, paths: readonly string[] = ['.'], { limit = 20_000, all = false } = {}): { said: Said; report: Report } {
  const said = command(['check', ...paths, ...(all ? ['--preset', 'all'] : ['--rule', RULE]), '-f', 'json'], { cwd, limit });
  assert.not(said.late, `took longer than ${limit} ms`);
  assert.not.match(said.err, /\n\s+at |Error:/, said.err);
  assert.is(said.err, '');
  assert.ok(said.memory < 1024, `${said.memory} MiB`);
  assert.ok(said.code === 0 || said.code === 1 || said.code === 3, `exit code ${said.code}`);
  const report = JSON.parse(said.out) as Report;
  assert.equal(report.errors, []);
  for (const { message } of report.notices) assert.not.match(message, /\n/);
  return { said, report };
}

/** One bad file beside a good one: both named, and both found. */
function beside(name: string, content: string | Buffer | ((file: string) => void), expected: { message?: RegExp; incomplete: boolean; at?: readonly [line: number, column?: number]; all?: boolean; limit?: number }): void {
  const folder = write(scratch(), { 'good.yaml': BAD });
  if (typeof content === 'function') content(join(folder, name));
  else write(folder, { [name]: content });
  const { report, said } = check(folder, [name, 'good.yaml'], expected);
  assert.is(report.summary.incomplete, expected.incomplete, JSON.stringify(report.notices));
  assert.ok(report.findings.some(({ location }) => location.file === 'good.yaml'), 'the good file is checked');
  assert.is(said.code, 1);
  if (expected.message) {
    const notice = report.notices.find(({ file }) => file === name);
    assert.ok(notice, `nothing about ${name}`);
    assert.match(notice?.message ?? '', expected.message);
    if (expected.at) assert.equal([notice?.line, ...(expected.at.length > 1 ? [notice?.column] : [])], [...expected.at]);
    assert.is(check(folder, [name]).said.code, 3);
  }
  // Found instead of named.
  const found = check(folder);
  assert.ok(found.report.findings.some(({ location }) => location.file === 'good.yaml'));
}

const test = suite('bad input');

// --- Text that is no template --------------------------------------------------------------------------------------------------

test('unparsable, empty, blank, binary', () => {
  beside('a.json', '{"Resources": {"A": {"Type": "AWS::ECS::Cluster",, }}}', { incomplete: true, message: /./, at: [1] });
  beside('a.yaml', 'Resources:\n  A:\n    Type: AWS::ECS::Cluster\n   Bad: x\n', { incomplete: true, message: /./, at: [4] });
  beside('a.json', '{"Resources": {"A": {"Type": "AWS::ECS::Cluster"', { incomplete: true, message: /never closed/ });
  beside('a.yaml', '', { incomplete: true, message: /empty/ });
  beside('a.yaml', ' \n\t\r\n', { incomplete: true, message: /white space/ });
  beside('a.yaml', Buffer.from([0, 1, 2, 3, 0xff, 0, 0, 0, 9]), { incomplete: true, message: /binary/ });
  beside('a.yaml', '# only a comment\n', { incomplete: true, message: /nothing to check/ });
  beside('a.yaml', '---\n---\n---\n', { incomplete: true, message: /nothing to check/ });
  beside('a.json', 'null', { incomplete: true, message: /nothing to check/ });
  beside('a.json', '[]', { incomplete: true, message: /nothing to check/ });
  beside('a.json', '"Resources"', { incomplete: true, message: /nothing to check/ });
});

test('huge files are refused without being read', () => {
  beside('a.yaml', (file) => {
    closeSync(openSync(file, 'w'));
    truncateSync(file, 100 * 1024 * 1024);
  }, { incomplete: true, message: /100\.0 MiB, more than the limit/ });
});

test('a file just below the limit', () => {
  beside('a.yaml', (file) => {
    const handle = openSync(file, 'w');
    writeSync(handle, 'Resources:\n');
    for (let i = 0; i < 15_000; i++) writeSync(handle, `  R${i}:\n    Type: AWS::ECS::TaskDefinition\n    Properties: { Family: f${i}, ContainerDefinitions: [{ Name: c, Image: 'x:1', Environment: [{ Name: A, Value: '${'y'.repeat(500)}' }] }] }\n`);
    closeSync(handle);
  }, { incomplete: false, limit: 60_000 });
});

test('ten thousand levels', () => {
  beside('a.json', `{"Resources": ${'{"a":'.repeat(10_000)}1${'}'.repeat(10_001)}`, { incomplete: true, message: /too deep/ });
  beside('b.json', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, { incomplete: true, message: /too deep/ });
  beside('a.yaml', `Resources: ${'['.repeat(10_000)}${']'.repeat(10_000)}`, { incomplete: true, message: /too deep/ });
  beside('b.yaml', `Resources:\n${Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i + 1)}a:`).join('\n')}\n`, { incomplete: true, message: /too deep/ });
  beside('c.yaml', `Resources: { A: { Type: AWS::ECS::Cluster, Properties: { ClusterName: ${'!Sub '.repeat(3)} x } } }`, { incomplete: true, message: /./ });
  const nested = (open: string, close: string, levels: number): string => `Resources: { A: { Type: AWS::ECS::TaskDefinition, Properties: { Family: ${open.repeat(levels)}x${close.repeat(levels)} } } }`;
  beside('d.yaml', nested('!If [C, ', ', y]', 60), { incomplete: false, all: true });
  beside('e.yaml', nested("!Join ['', [", ']]', 60), { incomplete: false, all: true });
});

test('aliases that multiply, and that contain themselves', () => {
  const bomb = Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`).join('\n');
  beside('a.yaml', `${bomb}\nResources: *a29\n`, { incomplete: true, message: /aliases would copy/ });
  beside('b.yaml', 'Resources: &r\n  A:\n    Type: AWS::ECS::Cluster\n    Properties: *r\n', { incomplete: true, message: /inside the value it repeats/, at: [4] });
  beside('c.yaml', 'Resources: { A: { Type: AWS::ECS::Cluster, Properties: *nowhere } }\n', { incomplete: true, message: /no anchor/, at: [1] });
  beside('d.yaml', 'x: &x { <<: *x }\nResources: { A: { Type: AWS::ECS::Cluster } }\n', { incomplete: true, message: /./ });
});

test('encodings and line ends', () => {
  const bom = Buffer.from([0xef, 0xbb, 0xbf]);
  const utf16 = Buffer.from(`\ufeff${BAD}`, 'utf16le');
  const texts: Record<string, Buffer> = {
    'bom.yaml': Buffer.concat([bom, Buffer.from(BAD)]),
    'utf16le.yaml': utf16,
    'utf16be.yaml': Buffer.from(utf16).swap16(),
    'crlf.yaml': Buffer.from(BAD.replaceAll('\n', '\r\n')),
    'cr.yaml': Buffer.from(BAD.replaceAll('\n', '\r')),
    'latin1.yaml': Buffer.from(BAD.replace('Family: web', 'Family: w\u00e9b'), 'latin1'),
  };
  const folder = write(scratch(), texts);
  const { report } = check(folder, Object.keys(texts));
  assert.is(report.summary.incomplete, false, JSON.stringify(report.notices));
  for (const name of Object.keys(texts)) assert.ok(report.findings.some(({ location }) => location.file === name), name);
  assert.equal([...new Set(report.findings.map(({ location }) => `${location.line}:${location.column}`))], ['13:23']);
});

test('duplicate keys and several documents', () => {
  beside('a.yaml', BAD.replace('      Family: web', '      Family: web\n      Family: api'), { incomplete: false, all: true });
  beside('b.json', '{"Resources": {"A": {"Type": "AWS::ECS::Cluster"}, "A": {"Type": "AWS::ECS::TaskDefinition"}}, "Resources": {"B": {"Type": "AWS::ECS::Cluster"}}}', { incomplete: false, all: true });
  const folder = write(scratch(), { 'a.yaml': `${BAD}---\nkind: Deployment\n---\n${BAD}` });
  assert.is(check(folder).report.findings.length, 2);
});

// --- Things that are no files --------------------------------------------------------------------------------------------------

test('links, loops, pipes, folders and what is not there', () => {
  beside('gone.yaml', () => {}, { incomplete: true, message: /no such file/ });
  beside('link.yaml', (file) => symlinkSync('nowhere.yaml', file), { incomplete: true, message: /link to nothing/ });
  beside('loop.yaml', (file) => symlinkSync('loop.yaml', file), { incomplete: true, message: /link/ });
  beside('pipe.yaml', (file) => execFileSync('mkfifo', [file]), { incomplete: true, message: /pipe, socket or device/ });
  beside('folder.yaml', (file) => mkdirSync(file), { incomplete: true, message: /nothing to check/ });
  beside('null.yaml', (file) => symlinkSync('/dev/zero', file), { incomplete: true, message: /pipe, socket or device/ });
  const folder = write(scratch(), { 'a/good.yaml': BAD });
  symlinkSync('..', join(folder, 'a/up'));
  symlinkSync('good.yaml', join(folder, 'a/linked.yaml'));
  assert.ok(check(folder).report.findings.length >= 1);
  assert.ok(check(folder, ['a/linked.yaml', 'a/good.yaml']).report.findings.length === 1, 'a file and a link to it are one');
});

test('a folder called like a file is searched', () => {
  const folder = write(scratch(), { 'x.yaml/inner.yaml': BAD, 'cdk.json/readme': 'x', 'manifest.json/readme': 'x' });
  assert.equal(check(folder).report.findings.map(({ location }) => location.file), ['x.yaml/inner.yaml']);
});

test('a file that may not be read', () => {
  const folder = write(scratch(), { 'a.yaml': BAD, 'good.yaml': BAD });
  chmodSync(join(folder, 'a.yaml'), 0);
  try {
    readFileSync(join(folder, 'a.yaml'));
    console.log('\nskipped: an unreadable file, because this user may read everything');
  } catch {
    const { report } = check(folder, ['a.yaml', 'good.yaml']);
    assert.match(report.notices[0]?.message ?? '', /permission/);
    assert.is(report.summary.incomplete, true);
    assert.is(report.findings.length, 1);
  }
});

test('a file that vanishes between being found and being read', async () => {
  const folder = write(scratch(), { 'a.yaml': BAD, 'b.yaml': BAD });
  const running = run({ cwd: folder, paths: ['.', 'a.yaml'], rules });
  rmSync(join(folder, 'a.yaml'));
  const { result } = await running;
  assert.ok(result.findings.some(({ location }) => location.file === 'b.yaml'));
});

// --- Circles -------------------------------------------------------------------------------------------------------------------

test('resources, parameters, exports, conditions and stacks that lead back to themselves', () => {
  const folder = write(scratch(), {
    'resources.yaml': `Resources:
  A: { Type: AWS::ECS::Service, DependsOn: [B, A], Properties: { TaskDefinition: !Ref B, Cluster: !Ref A, Role: !GetAtt A.Arn } }
  B: { Type: AWS::ECS::TaskDefinition, DependsOn: A, Properties: { Family: !Ref B, TaskRoleArn: !Ref A, ContainerDefinitions: [{ Name: !Ref B, Image: !GetAtt A.Name, Privileged: true }] } }
`,
    'self.yaml': `Parameters: { P: { Type: String } }
Resources:
  Me: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: self.yaml, Parameters: { P: !GetAtt Me.Outputs.O } } }
  T: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ Name: x, Image: !Ref P, Privileged: true }] } }
Outputs: { O: { Value: !Ref P, Export: { Name: !GetAtt Me.Outputs.O } } }
`,
    'ring-a.yaml': `Parameters: { P: { Type: String } }
Resources:
  B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ring-b.yaml, Parameters: { P: !Sub '\${B.Outputs.O}\${P}\${B.Outputs.O}' } } }
  T: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ Name: x, Image: !GetAtt B.Outputs.O, Privileged: true }] } }
Outputs: { O: { Value: !GetAtt B.Outputs.O } }
`,
    'ring-b.yaml': `Parameters: { P: { Type: String } }
Conditions: { C: !Or [!Equals [!Ref P, x], !Condition D], D: !Not [!Condition C], E: !And [!Condition E, !Condition E] }
Resources:
  A: { Type: AWS::CloudFormation::Stack, Condition: E, Properties: { TemplateURL: ./ring-a.yaml, Parameters: { P: !If [C, !Ref P, !GetAtt A.Outputs.O] } } }
  T: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ Name: x, Image: !If [D, !Ref P, !ImportValue one], Privileged: true }] } }
Outputs: { O: { Value: !If [C, !Ref P, !GetAtt A.Outputs.O] } }
`,
    'exports.yaml': `Resources: { T: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ Name: x, Image: !ImportValue one, Privileged: true }] } } }
Outputs: { A: { Value: !ImportValue two, Export: { Name: one } }, B: { Value: !ImportValue one, Export: { Name: two } }, C: { Value: x, Export: { Name: !ImportValue three } }, D: { Value: y, Export: { Name: !ImportValue three } } }
`,
  });
  const { report } = check(folder, ['.'], { all: true });
  assert.equal([...new Set(report.findings.map(({ location }) => location.file))].sort(), ['exports.yaml', 'resources.yaml', 'ring-a.yaml', 'ring-b.yaml', 'self.yaml']);
});

test('templates that use each other many times over', () => {
  const files: Record<string, string> = {};
  for (let level = 0; level < 9; level++) {
    const stacks = Array.from({ length: 12 }, (_, i) => `  S${i}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: l${level + 1}.yaml } }`).join('\n');
    files[`l${level}.yaml`] = `Resources:\n${stacks}\n  T: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ Name: x, Image: 'y:1', Privileged: true }] } }\n`;
  }
  assert.ok(check(write(scratch(), files)).report.findings.length > 0);
});

test('loops that multiply', () => {
  const items = Array.from({ length: 300 }, (_, i) => `i${i}`).join(', ');
  const loop = (inner: string, n: number): string => `{ 'Fn::ForEach::L${n}': [X${n}, [${items}], ${inner}] }`;
  const text = `Transform: AWS::LanguageExtensions\nResources: ${loop(loop(loop("{ 'T${X1}${X2}${X3}': { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ Name: x, Image: 'y:1', Privileged: true }] } } }", 3), 2), 1)}\n`;
  check(write(scratch(), { 'a.yaml': text }));
});

test('forks that multiply', () => {
  const names = Array.from({ length: 40 }, (_, i) => `P${i}`);
  const text = `Parameters:
${names.map((n) => `  ${n}: { Type: String, AllowedValues: [a, b, c, d] }`).join('\n')}
Conditions:
${names.map((n) => `  C${n}: !Equals [!Ref ${n}, a]`).join('\n')}
Resources:
  T:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub '${names.map((n) => `\${${n}}`).join('')}'
      ContainerDefinitions:
${names.map((n) => `        - !If [C${n}, { Name: !Ref ${n}, Image: !Ref ${n}, Privileged: !If [C${n}, true, false], Environment: [{ Name: A, Value: !Sub '${names.map((m) => `\${${m}}`).join('-')}' }] }, !Ref 'AWS::NoValue']`).join('\n')}
  S: { Type: AWS::ECS::Service, Condition: CP0, Properties: { TaskDefinition: !If [CP1, !Ref T, !Ref P2], DesiredCount: 2 } }
`;
  check(write(scratch(), { 'a.yaml': text }), ['.'], { all: true });
});

// --- Names and values ----------------------------------------------------------------------------------------------------------

const NAMES = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'length', 'toJSON'];

test('names that every object has', () => {
  const files: Record<string, string> = {};
  for (const name of NAMES) {
    files[`${name}.json`] = JSON.stringify({
      Parameters: JSON.parse(`{"${name}": {"Type": "String", "${name}": 1}}`),
      Mappings: JSON.parse(`{"${name}": {"${name}": {"${name}": "x"}}}`),
      Conditions: JSON.parse(`{"${name}": {"Fn::Equals": [{"Ref": "${name}"}, "${name}"]}}`),
      Resources: JSON.parse(`{
        "${name}": {"Type": "${name}", "${name}": {}, "Properties": {"${name}": {"Ref": "${name}"}}},
        "Task": {"Type": "AWS::ECS::TaskDefinition", "Condition": "${name}", "DependsOn": ["${name}"], "Metadata": {"${name}": 1}, "Properties": {"${name}": {"${name}": {"Ref": "${name}"}}, "Family": {"Fn::FindInMap": ["${name}", {"Ref": "${name}"}, "${name}"]},
          "ContainerDefinitions": [{"Name": "${name}", "${name}": [{"Ref": "${name}"}, {"${name}": "x"}], "Image": {"Fn::Sub": ["\${${name}}", {"${name}": {"Fn::GetAtt": ["${name}", "${name}"]}}]}, "Privileged": true,
            "Environment": [{"Name": "${name}", "Value": {"Fn::If": ["${name}", "${name}", {"Ref": "${name}"}]}}],
            "DockerLabels": {"${name}": "${name}", "x": {"Ref": "${name}"}}, "LogConfiguration": {"LogDriver": "${name}", "Options": {"${name}": {"Ref": "${name}"}, "b": "${name}"}}}]}},
        "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": "${name}", "Cluster": {"Fn::ImportValue": "${name}"}, "${name}": {"Ref": "${name}"}}},
        "Fn::ForEach::${name}": ["${name}", ["${name}"], {"T\${${name}}": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": "\${${name}}\${toString}"}}}]
      }`),
      Outputs: JSON.parse(`{"${name}": {"Value": {"Ref": "${name}"}, "Export": {"Name": "${name}"}}}`),
    }).replaceAll('"__proto__x"', '"__proto__"');
    files[`ecs-${name}.json`] = `{"family": "${name}", "${name}": {"${name}": 1}, "containerDefinitions": [{"name": "${name}", "image": "x:1", "privileged": true, "${name}": {"${name}": []}, "environment": [{"name": "${name}", "value": "${name}", "${name}": 1}], "dockerLabels": {"${name}": "${name}"}, "logConfiguration": {"logDriver": "${name}", "options": {"${name}": "\${X}"}}}]}`;
    files[`yaml-${name}.yaml`] = BAD.replaceAll('web', name).replace('Task:', `${name}:`).replaceAll('Parameters:\n  Privileged', `Parameters:\n  ${name}: { Type: String }\n  Privileged`);
  }
  files['objects.json'] = '{"Transform": {"Name": {"toString": 1}}, "Resources": {"Task": {"Type": "AWS::ECS::TaskDefinition", "Condition": {"toString": 1}, "DependsOn": [{"toString": 1}], "Properties": {"Family": {"toString": null, "valueOf": null}, "ContainerDefinitions": [{"Name": {"toString": 1}, "Image": {"Ref": {"toString": 1}}, "Privileged": true}]}}}}';
  const { report } = check(write(scratch(), files), ['.'], { all: true });
  for (const name of NAMES) for (const file of [`${name}.json`, `ecs-${name}.json`, `yaml-${name}.yaml`]) assert.ok(report.findings.some(({ location }) => location.file === file), `nothing in ${file}`);
});

test('keys of our own in the input', () => {
  const files = {
    'a.json': '{"family": "x", "containerDefinitions": [{"name": "x", "image": {"Plimsoll::Joined": "x"}, "privileged": {"Plimsoll::Placeholder": {"toString": 1}}, "cpu": {"Plimsoll::Joined": null}}]}',
    'b.json': '{"serviceName": "x", "desiredCount": 1, "launchType": "EC2", "taskDefinition": {"Plimsoll::Joined": {"node": 1}}}',
  };
  check(write(scratch(), files), ['.'], { all: true });
});

test('wrong types anywhere', async () => {
  const valid = [
    { Parameters: { P: { Type: 'String', Default: 'x', AllowedValues: ['x', 'y'] } }, Mappings: { M: { a: { b: 'c' } } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } }, Transform: ['AWS::LanguageExtensions'], Resources: {
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'c', CapacityProviders: ['FARGATE'], ClusterSettings: [{ Name: 'containerInsights', Value: 'enabled' }] } },
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }] } } },
      Task: { Type: 'AWS::ECS::TaskDefinition', Condition: 'C', DependsOn: ['Role'], Metadata: { plimsoll: { ignore: [{ rule: 'x', reason: 'y' }] } }, Properties: { Family: 'f', Cpu: '256', Memory: '512', NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'], ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, Volumes: [{ Name: 'v', EFSVolumeConfiguration: { FilesystemId: 'fs-1', TransitEncryption: 'ENABLED' } }], ContainerDefinitions: [{ Name: 'web', Image: { 'Fn::Sub': ['${A}:1', { A: 'x' }] }, Privileged: true, PortMappings: [{ ContainerPort: 80, HostPort: 80 }], Environment: [{ Name: 'A', Value: { 'Fn::FindInMap': ['M', 'a', 'b'] } }], MountPoints: [{ SourceVolume: 'v', ContainerPath: '/x' }], LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'g' } }, DependsOn: [{ ContainerName: 'web', Condition: 'START' }] }] } },
      Service: { Type: 'AWS::ECS::Service', Properties: { Cluster: { Ref: 'Cluster' }, TaskDefinition: { Ref: 'Task' }, DesiredCount: { 'Fn::If': ['C', 2, { Ref: 'AWS::NoValue' }] }, LaunchType: 'FARGATE', DeploymentConfiguration: { MaximumPercent: 200, MinimumHealthyPercent: 100, DeploymentCircuitBreaker: { Enable: true, Rollback: true } }, NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['a'], AssignPublicIp: 'ENABLED' } }, LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: { Ref: 'Group' } }] } },
      Group: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Port: 80, Protocol: 'HTTP', TargetType: 'ip', HealthCheckPath: '/' } },
      'Fn::ForEach::L': ['X', ['a', 'b'], { 'R${X}': { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: { 'Fn::Sub': 'r-${X}' } } } }],
      Stack: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: './other.yaml', Parameters: { A: 'b' } } },
    }, Outputs: { O: { Value: { Ref: 'Cluster' }, Export: { Name: 'e' } } } },
    { family: 'f', networkMode: 'awsvpc', cpu: '256', memory: '512', requiresCompatibilities: ['FARGATE'], volumes: [{ name: 'v', host: { sourcePath: '/x' } }], containerDefinitions: [{ name: 'web', image: 'x:1', privileged: true, portMappings: [{ containerPort: 80 }], environment: [{ name: 'A', value: 'b' }], secrets: [{ name: 'S', valueFrom: 'arn:aws:ssm:x' }], logConfiguration: { logDriver: 'awslogs', options: { a: 'b' } } }] },
    { serviceName: 's', cluster: 'c', taskDefinition: 'f:1', desiredCount: 2, launchType: 'FARGATE', deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100 }, loadBalancers: [{ containerName: 'web', containerPort: 80, targetGroupArn: 'x' }], networkConfiguration: { awsvpcConfiguration: { subnets: ['a'] } } },
  ];
  const paths = (raw: unknown, path: (string | number)[] = []): (string | number)[][] => [path, ...(typeof raw === 'object' && raw !== null ? Object.entries(raw).flatMap(([key, value]) => paths(value, [...path, Array.isArray(raw) ? Number(key) : key])) : [])];
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown[]>(null, '', 0, -1, 1e308, true, [], {}, [null], [[]], [{}], '*', '{{resolve:ssm:x}}', '${X}', 'arn:', 'arn:aws:ecs', '\u0000', '\ud800', 'x'.repeat(10_000)),
    fc.constantFrom(...NAMES).map((name) => JSON.parse(`{"${name}": {"${name}": 1}}`) as unknown),
    fc.constantFrom('Ref', 'Fn::If', 'Fn::Sub', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::GetAtt', 'Fn::FindInMap', 'Fn::ImportValue', 'Fn::ForEach::A', 'Fn::Transform', 'Fn::Base64', 'Condition', 'Fn::Not').chain((name) => fc.jsonValue({ maxDepth: 2 }).map((value) => ({ [name]: value }))),
    fc.constantFrom('P', 'Task', 'Cluster', 'AWS::NoValue', 'AWS::Region', 'X').map((name) => ({ Ref: name })),
  );
  const cases = valid.map((data) => ({ data, at: paths(data) }));
  await fc.assert(
    fc.asyncProperty(fc.nat(cases.length - 1), fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 3 }), async (which, changes) => {
      const { data, at } = cases[which] as (typeof cases)[number];
      let copy = structuredClone(data) as unknown;
      for (const [n, value] of changes) {
        const path = at[n % at.length] as (string | number)[];
        if (path.length === 0) {
          copy = value;
          continue;
        }
        let owner = copy as Record<string | number, unknown>;
        for (const step of path.slice(0, -1)) if (typeof owner === 'object' && owner !== null) owner = owner[step] as never;
        if (typeof owner === 'object' && owner !== null) owner[path.at(-1) as string] = value;
      }
      const { result } = await run({ cwd: ROOT, paths: [], stdin: { name: 'x.json', text: JSON.stringify(copy) }, rules });
      assert.equal(result.errors, [], JSON.stringify(copy));
    }),
    { numRuns: 1500, seed: 1 },
  );
});

test('wrong types anywhere in an assembly', async () => {
  const hash = 'a'.repeat(64);
  const valid = {
    'manifest.json': { version: '36.0.0', artifacts: {
      Assets: { type: 'cdk:asset-manifest', properties: { file: 'Web.assets.json' } },
      Web: { type: 'aws:cloudformation:stack', environment: 'aws://123456789012/eu-west-1', properties: { templateFile: 'Web.template.json', stackName: 'web' }, dependencies: ['Assets'], metadata: { '/Web/Task': [{ type: 'aws:cdk:logicalId', data: 'Task', trace: ['at new Web (/app/web.ts:3:5)'] }] }, displayName: 'Web' },
      Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Stage', displayName: 'Stage' } },
    } },
    'Web.assets.json': { version: '36.0.0', files: { [hash]: { source: { path: 'child.json', packaging: 'file' }, destinations: { x: { objectKey: `${hash}.json`, bucketName: 'b' } } } } },
    'Web.template.json': { Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Metadata: { 'aws:cdk:path': 'Web/Task' }, Properties: { ContainerDefinitions: [{ Name: 'x', Image: 'y:1', Privileged: true }] } }, Child: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'child.json', 'aws:asset:property': 'TemplateURL' }, Properties: { TemplateURL: { 'Fn::Sub': `https://x/${hash}.json` } } } } },
    'child.json': { Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [{ Name: 'x', Image: 'y:1', Privileged: true }] } } } },
  };
  const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom<unknown[]>(null, '', '..', '../..', '/', '.', '\u0000', 'x'.repeat(5000), [], {}), fc.constantFrom(...NAMES).map((name) => JSON.parse(`{"${name}": {"${name}": 1}}`) as unknown));
  const folder = scratch();
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(valid)), fc.nat(), odd, async (file, at, value) => {
      const copy = structuredClone(valid) as unknown as Record<string, unknown>;
      const all = (raw: unknown, set: (to: unknown) => void): ((to: unknown) => void)[] => [set, ...(typeof raw === 'object' && raw !== null ? Object.keys(raw).flatMap((key) => all((raw as Record<string, unknown>)[key], (to) => void Object.assign(raw, { [key]: to }))) : [])];
      const places = all(copy[file], (to) => void Object.assign(copy, { [file]: to }));
      places[at % places.length]?.(value);
      const cwd = write(join(folder, String(n++)), { 'cdk.json': '{"app": "x"}', 'cdk.out/cdk.out': '{}', ...Object.fromEntries(Object.entries(copy).map(([name, data]) => [`cdk.out/${name}`, JSON.stringify(data)])) });
      const { result } = await run({ cwd, paths: ['.'], rules });
      assert.equal(result.errors, []);
    }),
    { numRuns: 400, seed: 5 },
  );
});

test('garbage is never more than a notice', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.constantFrom('Resources:', '\n', '  ', '- ', 'Type: AWS::ECS::TaskDefinition', '{', '}', '[', ']', '"', "'", '!Sub ', '!If ', '&a ', '*a', '<<: ', '| ', '> ', '? ', ': ', ',', '#', '---\n', '%YAML 1.2\n', '\t', '\r', '\u2028', '{{', '}}', '${', 'x'), { maxLength: 40 }).map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom('x.yaml', 'x.json', 'x'), async (input, name) => {
      const { result } = await run({ cwd: ROOT, paths: [], stdin: { name, text: input }, rules });
      assert.equal(result.errors, []);
      assert.ok(result.files.length > 0 || result.incomplete);
    }),
    { numRuns: 3000, seed: 1 },
  );
});

test.run();
