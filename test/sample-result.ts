/** A made-up result with a bit of everything that a report has to show, and the texts its places point into. */
import { lineHashes } from '../src/report/line-hash.js';
import type { Finding, Location, ReportContext, Result, RuleInfo, Sources } from '../src/finding.js';

const TEMPLATE = `Parameters:
  Env: { Type: String, Default: dev, AllowedValues: [dev, prod] }
  ImageTag: { Type: String }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      Cpu: 256
      Memory: 4096
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      ContainerDefinitions:
        - Name: web
          Image: nginx
          Environment:
            - Name: DB_PASSWORD
              Value: ****************
        - Name: sidecar
          Image: !Sub "\${AWS::AccountId}.dkr.ecr.eu-central-1.amazonaws.com/sidecar:\${ImageTag}"
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      DesiredCount: 1
      DeploymentConfiguration:
        MaximumPercent: 200
        MinimumHealthyPercent: 50
`;

/** Tabs, wide characters, and a control sequence that would clear the screen. */
const ODD = `{
\t"family": "支払い",
\t"containerDefinitions": [
\t\t{ "name": "支払い", "image": "東京/支払い:最新", "privileged": true },
\t\t{ "name": "evil\u001b[2J", "image": "x" }
\t]
}
`;

const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/web/database-AbCdEf';
const MINIFIED = `{"Resources":{${Array.from({ length: 4000 }, (_, index) => `"Topic${index}":{"Type":"AWS::SNS::Topic","Properties":{}}`).join(',')},"Web":{"Type":"AWS::ECS::TaskDefinition","Properties":{"ExecutionRoleArn":{"Fn::GetAtt":["Role","Arn"]},"ContainerDefinitions":[{"Name":"web","Secrets":[{"Name":"DB","ValueFrom":"${SECRET_ARN}"}]}]}}}}`;

const TEXTS: Readonly<Record<string, string>> = {
  'infra/web.yaml': TEMPLATE,
  'tasks/odd.json': ODD,
  'cdk.out/Web.template.json': MINIFIED,
  'lib/web-stack.ts': `${'// a line of the stack\n'.repeat(30)}    new ecs.FargateService(this, 'Service', { cluster, taskDefinition });\n`,
  '../shared/cluster.yaml': 'Resources:\n  Cluster:\n    Type: AWS::ECS::Cluster\n    Properties: {}\n',
};

/** The texts of the sample, as a run would give them to reporters. */
export const sources: Sources = {
  line: (file, line) => TEXTS[file]?.split('\n')[line - 1],
  lineHash: (file, line) => (TEXTS[file] === undefined ? undefined : lineHashes(TEXTS[file])[line - 1]),
};

/** The place of the first `text` in a sample file, at or after a line. */
export function where(file: string, text: string, from = 1): Location {
  const lines = TEXTS[file]!.split('\n');
  const index = lines.findIndex((line, at) => at >= from - 1 && line.includes(text));
  if (index < 0) throw new Error(`no "${text}" in ${file}`);
  const column = lines[index]!.indexOf(text) + 1;
  return { file, line: index + 1, column, endLine: index + 1, endColumn: column + text.length };
}

const WEB = 'infra/web.yaml';
const service = { type: 'AWS::ECS::Service', name: 'Service', range: { file: WEB, line: 22, column: 3, endLine: 28, endColumn: 34 } };
const task = { type: 'AWS::ECS::TaskDefinition', name: 'Task', range: { file: WEB, line: 5, column: 3, endLine: 20, endColumn: 98 } };

const findings: readonly Finding[] = [
  {
    rule: 'ecs-task/secrets-are-readable',
    severity: 'high',
    confidence: 'likely',
    category: 'deployability',
    outcome: 'task-fails',
    message: 'execution role Role cannot read the secret of container "web"',
    fix: `Add to Role:\n{ Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: ${SECRET_ARN} }`,
    proof: [
      ['needs', `secretsmanager:GetSecretValue on ${SECRET_ARN}`],
      ['Role allows', 'ecr:*, logs:*'],
    ],
    location: where('cdk.out/Web.template.json', `"${SECRET_ARN}"`),
    related: [{ message: 'the construct', location: where('lib/web-stack.ts', 'new ecs.FargateService') }],
    resource: { type: 'AWS::ECS::TaskDefinition', name: 'Web', constructPath: 'WebStack/Service/TaskDef/Resource' },
    path: 'ContainerDefinitions[web].Secrets[DB].ValueFrom',
    fingerprint: '00000000000000a1',
  },
  {
    rule: 'ecs-task/size-exists',
    severity: 'critical',
    confidence: 'certain',
    category: 'deployability',
    outcome: 'rejected',
    message: 'Fargate has no size with 0.25 vCPU and 4096 MiB',
    fix: 'Memory 512, 1024 or 2048, or Cpu 512',
    proof: [['256 CPU', '512, 1024 or 2048 MiB']],
    location: where(WEB, '4096'),
    related: [{ message: 'the CPU', location: where(WEB, '256') }],
    resource: task,
    path: 'Memory',
    fingerprint: '00000000000000a2',
  },
  {
    rule: 'ecs-task/image-pinned',
    severity: 'medium',
    confidence: 'certain',
    category: 'reliability',
    message: 'image "nginx" has no tag',
    fix: 'Write a version: nginx:1.29',
    proof: [],
    location: where(WEB, 'nginx'),
    related: [],
    resource: task,
    path: 'ContainerDefinitions[web].Image',
    fingerprint: '00000000000000a3',
  },
  {
    rule: 'ecs-task/no-secret-in-clear',
    severity: 'high',
    confidence: 'heuristic',
    category: 'security',
    message: 'DB_PASSWORD of container "web" looks like a password (16 characters)',
    fix: 'Move it to Secrets Manager and name its ARN in Secrets',
    proof: [],
    location: where(WEB, '****************'),
    related: [],
    resource: task,
    path: 'ContainerDefinitions[web].Environment[DB_PASSWORD].Value',
    fingerprint: '00000000000000a4',
  },
  {
    rule: 'ecs-service/circuit-breaker',
    severity: 'medium',
    confidence: 'certain',
    category: 'reliability',
    message: 'no circuit breaker, so a deployment that cannot become healthy tries for hours before anyone is told',
    fix: 'DeploymentCircuitBreaker: { Enable: true, Rollback: true }',
    proof: [],
    location: where(WEB, 'DeploymentConfiguration'),
    related: [],
    resource: service,
    path: 'DeploymentConfiguration.DeploymentCircuitBreaker',
    fingerprint: '00000000000000a5',
  },
  {
    rule: 'ecs-service/update-has-room',
    severity: 'high',
    confidence: 'likely',
    category: 'deployability',
    outcome: 'hangs',
    message: 'every update of Service stops halfway: no room for the new task',
    fix: 'MaxSize 2 (line 603), or 0% here and accept a gap',
    proof: [
      ['room', '1 instance (MaxSize) x 1 task network card = 1'],
      ['must stay', 'ceil(1 x 50%) = 1, so nothing may stop'],
      ['update', '1 old + 1 new = 2, room 1'],
    ],
    location: where(WEB, '50', 28),
    related: [
      { message: 'desired count', location: where(WEB, '1', 25) },
      { message: 'the cluster it runs in', location: where('../shared/cluster.yaml', 'Cluster') },
    ],
    resource: service,
    path: 'DeploymentConfiguration.MinimumHealthyPercent',
    when: 'Env = prod',
    fingerprint: '00000000000000a6',
  },
  {
    rule: 'ecs-service/spread-zones',
    severity: 'low',
    confidence: 'likely',
    category: 'reliability',
    message: 'one task, so one zone',
    fix: 'DesiredCount 2',
    proof: [],
    location: where(WEB, '1', 25),
    related: [],
    resource: service,
    path: 'DesiredCount',
    when: 'by the default of Env',
    fingerprint: '00000000000000a7',
  },
  {
    rule: 'ecs-task/no-privileged',
    severity: 'high',
    confidence: 'certain',
    category: 'security',
    message: 'container "支払い" runs privileged',
    fix: 'Remove privileged and add the single Linux capability the process needs.',
    proof: [],
    location: where('tasks/odd.json', 'true'),
    related: [],
    resource: { type: 'AWS::ECS::TaskDefinition', name: '支払い' },
    path: 'ContainerDefinitions[支払い].Privileged',
    fingerprint: '00000000000000a8',
  },
  {
    rule: 'ecs-task/image-pinned',
    severity: 'medium',
    confidence: 'certain',
    category: 'reliability',
    message: 'image "東京/支払い:最新" of container "支払い" has a tag that moves',
    fix: 'Name a version',
    proof: [],
    location: where('tasks/odd.json', '"東京/支払い:最新"'),
    related: [],
    resource: { type: 'AWS::ECS::TaskDefinition', name: '支払い' },
    path: 'ContainerDefinitions[支払い].Image',
    fingerprint: '00000000000000a9',
  },
  {
    rule: 'ecs-task/image-pinned',
    severity: 'medium',
    confidence: 'heuristic',
    category: 'reliability',
    message: 'image "x" of container "evil\u001b[2J" has no tag',
    fix: 'Name a version',
    proof: [],
    location: where('tasks/odd.json', '"x"'),
    related: [],
    resource: { type: 'AWS::ECS::TaskDefinition', name: '支払い' },
    path: 'ContainerDefinitions[evil\u001b[2J].Image',
    fingerprint: '00000000000000aa',
  },
  {
    rule: 'ecs-cluster/insights',
    severity: 'info',
    confidence: 'certain',
    category: 'operations',
    message: 'Container Insights is off',
    fix: 'ClusterSettings: [{ Name: containerInsights, Value: enhanced }]',
    proof: [],
    location: where('../shared/cluster.yaml', 'Cluster'),
    related: [],
    resource: { type: 'AWS::ECS::Cluster', name: 'Cluster' },
    path: 'ClusterSettings',
    fingerprint: '00000000000000ab',
  },
];

/** A rule as its metadata would give it. */
function rule(id: string, summary: string, of: Partial<RuleInfo> = {}): RuleInfo {
  const example = findings.find((finding) => finding.rule === id);
  return {
    id,
    summary,
    why: `${summary}, because what does not hold is found out by users`,
    fix: example?.fix.split('\n')[0] ?? 'Write it down',
    severity: example?.severity ?? 'low',
    confidence: example?.confidence ?? 'certain',
    category: example?.category ?? 'operations',
    ...(example?.outcome ? { outcome: example.outcome } : {}),
    references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html'],
    equivalents: {},
    presets: ['recommended'],
    aliases: [],
    supersedes: [],
    fixable: false,
    page: `https://plimsoll.example/rules/${id}`,
    ...of,
  };
}

/** The sample itself. */
export const result: Result = {
  findings,
  suppressed: [],
  undecided: [
    {
      rule: 'ecs-task/image-pinned',
      reason: 'parameter ImageTag has no value',
      kind: 'parameter',
      location: where(WEB, 'Image', 20),
      resource: { type: task.type, name: 'Task' },
    },
    {
      rule: 'ecr/scan-on-push',
      reason: 'parameter ImageTag has no value',
      kind: 'parameter',
      location: where(WEB, 'Image', 20),
      resource: { type: task.type, name: 'Task' },
    },
    {
      rule: 'ecs-service/network',
      reason: 'cluster is in another stack',
      kind: 'elsewhere',
      location: where(WEB, 'Service:'),
      resource: { type: service.type, name: 'Service' },
    },
  ],
  notices: [
    { level: 'note', incomplete: false, message: 'chart/templates/web.yaml is a Helm template: not read' },
    { level: 'warning', incomplete: false, message: 'cdk.out is older than lib/web-stack.ts: run "cdk synth"', file: 'cdk.out/manifest.json' },
    { level: 'error', incomplete: true, message: 'a flow list is not closed', file: 'infra/broken.yaml', line: 12, column: 3 },
  ],
  errors: [
    {
      rule: 'efs/mount-targets',
      resource: 'AWS::EFS::FileSystem Data',
      message: "Cannot read properties of undefined (reading 'Subnets')",
      stack:
        "TypeError: Cannot read properties of undefined (reading 'Subnets')\n    at check (rules/efs/mount-targets.ts:14:31)\n    at explore (src/engine.ts:88:12)",
    },
  ],
  rules: [
    rule('ecr/scan-on-push', 'Repositories scan what is pushed'),
    rule('ecs-cluster/insights', 'Clusters send Container Insights'),
    rule('ecs-service/circuit-breaker', 'Services stop a deployment that fails', { equivalents: { checkov: ['CKV_AWS_333'], cdkNag: [] } }),
    rule('ecs-service/network', 'Services run in a private network'),
    rule('ecs-service/spread-zones', 'Services run in more than one zone'),
    rule('ecs-service/update-has-room', 'A rolling update has room to move'),
    rule('ecs-task/image-pinned', 'Images have a version'),
    rule('ecs-task/no-privileged', 'Containers do not run privileged', { equivalents: { securityHub: ['ECS.4'] } }),
    rule('ecs-task/no-secret-in-clear', 'Secrets are not written in clear', { equivalents: { securityHub: ['ECS.8'] } }),
    rule('ecs-task/secrets-are-readable', 'The execution role can read what the task asks for'),
    rule('ecs-task/size-exists', 'Fargate has the size asked for'),
    rule('efs/mount-targets', 'File systems have a mount target in every zone'),
  ],
  files: ['../shared/cluster.yaml', 'cdk.out/Web.template.json', 'infra/web.yaml', 'tasks/odd.json'],
  passed: 1234,
  looks: {},
  incomplete: true,
  timing: { load: 40.2, check: 21.4, report: 9.1, total: 70.7 },
  version: '0.1.0',
  homepage: 'https://plimsoll.example/',
};

/** How the sample is reported unless a test says otherwise. */
export const context: ReportContext = {
  sources,
  failOn: 'high',
  color: false,
  width: 80,
  showUndecided: false,
  cwd: '/home/dev/shop/app',
  root: '/home/dev/shop',
};
