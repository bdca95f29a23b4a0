import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isStandInArn, parseArn, readSecretReference, secretReferenceProblem } from '../src/aws/arn.js';
import { cpuUnits, FARGATE_REJECTED, FARGATE_SIZES, memoryMiB, nearestSizes, sizeProblem } from '../src/aws/tasks/fargate.js';
import { judgeHostPath } from '../src/aws/tasks/host-paths.js';
import { formatImage, isPrivateEcr, parseImage, pinOf } from '../src/aws/images/image.js';
import { constraintProblem, strategyProblem, tooManyConstraints, tooManyStrategies } from '../src/aws/capacity/placement.js';
import { RESERVED_HOST_PORTS } from '../src/aws/network/ports.js';
import { canStart, canStop, deadlock, deadlockUpTo, deploymentPercents, lower, rolloutProof, unblock, upper } from '../src/aws/rollout.js';

const fargate = suite('fargate');

fargate('sizes in every spelling', () => {
  for (const [text, units] of [['256', 256], [256, 256], ['.25 vCPU', 256], ['0.25vcpu', 256], ['1vcpu', 1024], ['1 VCPU', 1024], ['4 vCPU', 4096], ['16vCPU', 16384], [' 512 ', 512]] as const) assert.is(cpuUnits(text), units, String(text));
  for (const text of ['', 'vcpu', '0.25', '1 core', '1 GB', '-1', '1e3', '${Cpu}', Number.NaN, 0.25]) assert.is(cpuUnits(text), undefined, String(text));
  for (const [text, mib] of [['512', 512], [512, 512], ['0.5GB', 512], ['.5 gb', 512], ['4 GB', 4096], ['30GB', 30720]] as const) assert.is(memoryMiB(text), mib, String(text));
  for (const text of ['', 'GB', '0.5', '512MB', '1 GiB', '1 vCPU']) assert.is(memoryMiB(text), undefined, text);
});

fargate('the grid, written out', () => {
  const steps = (from: number, to: number, by: number): number[] => Array.from({ length: (to - from) / by + 1 }, (_, i) => from + i * by);
  const grid: Record<number, number[]> = {
    256: [512, 1024, 2048],
    512: steps(1024, 4096, 1024),
    1024: steps(2048, 8192, 1024),
    2048: steps(4096, 16384, 1024),
    4096: steps(8192, 30720, 1024),
    8192: steps(16384, 61440, 4096),
    16384: steps(32768, 122880, 8192),
  };
  for (const cpu of [0, 128, 256, 300, 512, 1024, 2048, 3072, 4096, 8192, 16384, 65536]) {
    for (let memory = 256; memory <= 131072; memory += 256) assert.is(sizeProblem(cpu, memory) === undefined, grid[cpu]?.includes(memory) ?? false, `${cpu}/${memory}`);
  }
  assert.equal(sizeProblem(1024, 1024), { kind: 'memory', message: '1024 CPU units take 2048-8192 MiB in steps of 1024, not 1024', allowed: '2048-8192 MiB in steps of 1024' });
  assert.is(sizeProblem(256, 4096)?.allowed, '512, 1024 or 2048 MiB');
  assert.is(sizeProblem(300, 512)?.kind, 'cpu');
  assert.is(sizeProblem(32768, 131072)?.kind, 'unknown');
  assert.is(sizeProblem(undefined, 512)?.kind, 'missing');
  assert.is(sizeProblem(256, undefined)?.kind, 'missing');
  assert.is(sizeProblem(512, 1024, { windows: true })?.kind, 'windows-cpu');
  assert.is(sizeProblem(8192, 16384, { windows: true })?.kind, 'windows-cpu');
  assert.is(sizeProblem(1024, 2048, { windows: true }), undefined);
});

fargate('every size offered as a fix exists and holds what was asked', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20000 }), fc.integer({ min: 1, max: 130000 }), fc.boolean(), (cpu, memory, windows) => {
      const { keepCpu, hold } = nearestSizes(cpu, memory, { windows });
      if (keepCpu) assert.ok(keepCpu.cpu === cpu && !sizeProblem(keepCpu.cpu, keepCpu.memory, { windows }));
      if (hold) assert.ok(hold.cpu >= cpu && hold.memory >= memory && !sizeProblem(hold.cpu, hold.memory, { windows }));
      // Smallest: no size of the grid that holds both is smaller.
      const better = FARGATE_SIZES.find((s) => (!windows || s.windows) && s.cpu >= cpu && s.max >= memory);
      assert.is(better?.cpu, hold?.cpu);
      if (sizeProblem(cpu, memory, { windows }) === undefined) assert.equal([keepCpu, hold], [{ cpu, memory }, { cpu, memory }]);
    }),
    { numRuns: 2000 },
  );
  assert.equal(nearestSizes(1024, 1024), { keepCpu: { cpu: 1024, memory: 2048 }, hold: { cpu: 1024, memory: 2048 } });
  assert.equal(nearestSizes(256, 4096), { keepCpu: { cpu: 256, memory: 2048 }, hold: { cpu: 512, memory: 4096 } });
});

fargate('what is refused, and what is not', () => {
  const refuses = (path: string, value: unknown): boolean | undefined => FARGATE_REJECTED.find((r) => r.path.join('.') === path)?.refuses(value);
  assert.ok(refuses('Privileged', true));
  assert.not.ok(refuses('Privileged', false));
  assert.ok(refuses('PidMode', 'host'));
  assert.not.ok(refuses('PidMode', 'task'));
  assert.not.ok(refuses('IpcMode', 'none'));
  assert.not.ok(refuses('Links', []));
  assert.ok(refuses('LinuxParameters.MaxSwap', 0));
  assert.ok(refuses('ResourceRequirements', [{ Type: 'GPU', Value: '1' }]));
  assert.not.ok(refuses('ResourceRequirements', [{ Type: 'InferenceAccelerator', Value: 'x' }]));
  for (const gone of ['LinuxParameters.Tmpfs', 'SystemControls', 'LinuxParameters.InitProcessEnabled']) assert.is(refuses(gone, [1]), undefined, gone);
  for (const r of FARGATE_REJECTED) {
    assert.not.ok(r.refuses(undefined), r.path.join('.'));
    assert.not.match(r.because + r.instead, /\.$/);
  }
});

fargate.run();

const image = suite('image');
const HEX = '0123456789abcdef'.repeat(4);

image('references of every kind', () => {
  const parts = (text: string): unknown[] => {
    const i = parseImage(text);
    return i ? [i.registry, i.repository, i.tag, i.digest && 'digest', i.dockerHub] : [];
  };
  assert.equal(parts('nginx'), ['docker.io', 'library/nginx', undefined, undefined, true]);
  assert.equal(parts('nginx:1.25'), ['docker.io', 'library/nginx', '1.25', undefined, true]);
  assert.equal(parts('docker.io/nginx'), ['docker.io', 'library/nginx', undefined, undefined, true]);
  assert.equal(parts('index.docker.io/grafana/grafana:10'), ['docker.io', 'grafana/grafana', '10', undefined, true]);
  assert.equal(parts('grafana/grafana'), ['docker.io', 'grafana/grafana', undefined, undefined, true]);
  assert.equal(parts(`nginx:1.25@sha256:${HEX}`), ['docker.io', 'library/nginx', '1.25', 'digest', true]);
  assert.equal(parts('localhost:5000/app'), ['localhost', 'app', undefined, undefined, false]);
  assert.equal(parts('localhost/app:1'), ['localhost', 'app', '1', undefined, false]);
  assert.equal(parts('registry.example.com:8443/team/app:v1'), ['registry.example.com', 'team/app', 'v1', undefined, false]);
  assert.equal(parts('ghcr.io/org/app__x/a-b.c:latest'), ['ghcr.io', 'org/app__x/a-b.c', 'latest', undefined, false]);
  assert.is(parseImage('registry.example.com:8443/app')?.host, 'registry.example.com:8443');
  assert.is(parseImage('public.ecr.aws/nginx/nginx')?.public, true);
  assert.is(parseImage('ecr-public.aws.com/nginx/nginx')?.public, true);
  assert.is(parseImage('quay.io/a/b')?.public, undefined);
});

image('private ECR in every partition', () => {
  const ecr = (text: string): unknown[] => {
    const e = parseImage(text)?.ecr;
    return e ? [e.account, e.region, e.fips, e.dualstack] : [];
  };
  assert.equal(ecr('123456789012.dkr.ecr.us-east-1.amazonaws.com/app'), ['123456789012', 'us-east-1', false, false]);
  assert.equal(ecr('123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/a/b:1'), ['123456789012', 'us-gov-west-1', true, false]);
  assert.equal(ecr('123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app'), ['123456789012', 'cn-north-1', false, false]);
  assert.equal(ecr('123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/app'), ['123456789012', 'us-iso-east-1', false, false]);
  assert.equal(ecr('123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov/app'), ['123456789012', 'us-isob-east-1', false, false]);
  assert.equal(ecr('123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu/app'), ['123456789012', 'eusc-de-east-1', false, false]);
  assert.equal(ecr('123456789012.dkr-ecr.eu-west-1.on.aws/app'), ['123456789012', 'eu-west-1', false, true]);
  assert.equal(ecr('123456789012.dkr-ecr-fips.us-east-2.on.aws/app'), ['123456789012', 'us-east-2', true, true]);
  assert.ok(isPrivateEcr(`123456789012.dkr.ecr.us-east-1.amazonaws.com/app@sha256:${HEX}`));
  for (const text of ['12345.dkr.ecr.us-east-1.amazonaws.com/app', '123456789012.dkr.ecr.us-east-1.example.com/app', 'public.ecr.aws/a/b', '123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.io/app', 'nginx']) assert.not.ok(isPrivateEcr(text), text);
});

image('what is no reference', () => {
  for (const text of ['', ' ', 'Nginx', 'nginx:', 'nginx@', 'nginx@sha256:abc', `nginx@sha256:${HEX.toUpperCase()}`, `nginx@md5:${HEX}`, 'nginx:a b', 'nginx:${Tag}', '${Image}', '/nginx', 'a//b', 'host:99999/app', 'host:0/app', '-a/b', 'a/b/', 'a___b', 'nginx:-x', `${'a'.repeat(256)}`, 'https://a.io/b', '<image>']) {
    assert.is(parseImage(text), undefined, text);
  }
});

image('how firmly a reference names an image', () => {
  const cases: [string, string][] = [
    ['nginx', 'none'], ['nginx:latest', 'latest'], ['nginx:1.27', 'tag'], [`nginx:latest@sha256:${HEX}`, 'digest'], ['registry.example.com:5000/shop/web', 'none'], ['registry.example.com:5000/shop/web:1', 'tag'],
    // ? stands for what is not known.
    ['?', 'unknown'], ['?:latest', 'latest'], ['?:1.4.2', 'tag'], ['?@?', 'digest'], ['?@sha256:?', 'digest'], ['?.dkr.ecr.?.amazonaws.com/shop/web', 'none'], ['?.dkr.ecr.?.amazonaws.com/?', 'unknown'], ['?/web-?:latest', 'latest'],
    ['shop/web:?', 'unknown'], ['shop/web:late?', 'unknown'], ['shop/web:release-?', 'tag'], ['shop/web?', 'unknown'],
    ['IMAGE_NAME', 'unknown'], ['placeholder', 'unknown'], ['example/image', 'unknown'], ['container-image', 'unknown'], ['{INSERT image}', 'unknown'], ['', 'unknown'],
  ];
  for (const [text, pin] of cases) assert.is(pinOf(text, '?'), pin, text);
  fc.assert(fc.property(fc.string(), (text) => void pinOf(text, '\0')));
});

image('parsing what was formatted gives the same parts', () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,8}([._]|__|-{1,2})?[a-z0-9]{1,8}$/);
  const host = fc.oneof(fc.constant(undefined), fc.constantFrom('localhost', 'localhost:5000', 'ghcr.io', 'a.b-c.example:8080', '123456789012.dkr.ecr.us-east-1.amazonaws.com', 'public.ecr.aws'));
  fc.assert(
    fc.property(host, fc.array(word, { minLength: 1, maxLength: 4 }), fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/), { nil: undefined }), fc.boolean(), (h, path, tag, pinned) => {
      // Without a host, a first folder that looks like one would be one.
      if (h === undefined && path.length > 1 && (/\./.test(path[0] as string) || path[0] === 'localhost')) return;
      const text = `${h ? `${h}/` : ''}${path.join('/')}${tag === undefined ? '' : `:${tag}`}${pinned ? `@sha256:${HEX}` : ''}`;
      const parsed = parseImage(text);
      assert.ok(parsed, text);
      assert.is(formatImage(parsed), text);
      assert.is(parsed.tag, tag);
      assert.is(parsed.host, h);
      assert.is(parsed.repository.replace(/^library\//, ''), path.join('/').replace(/^library\//, ''));
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9.:@/_-]{0,40}$/)), (text) => {
      const parsed = parseImage(text);
      if (parsed) assert.equal(parseImage(formatImage(parsed)), parsed, text);
    }),
    { numRuns: 2000 },
  );
});

image.run();

const rollout = suite('rollout');

/** The update task by task, as ECS describes it: start while there is room, stop an old one while enough stay healthy. */
function simulate(desired: number, minimum: number, maximum: number): boolean {
  let old = desired;
  let fresh = 0;
  const room = Math.floor((desired * maximum) / 100);
  const stay = Math.ceil((desired * minimum) / 100);
  while (old > 0 || fresh < desired) {
    const before = old * 1000 + fresh;
    // The started ones become healthy before the next round.
    fresh += Math.max(0, Math.min(desired - fresh, room - old - fresh));
    old -= Math.max(0, Math.min(old, old + fresh - stay));
    if (old * 1000 + fresh === before) return false;
  }
  return true;
}

rollout('the closed forms agree with a simulation', () => {
  const maxima = [...new Set([...Array.from({ length: 41 }, (_, i) => 100 + 5 * i), ...Array.from({ length: 50 }, (_, i) => 100 + Math.ceil(100 / (i + 1))), ...Array.from({ length: 50 }, (_, i) => 99 + Math.ceil(100 / (i + 1)))])];
  for (let d = 1; d <= 50; d++) {
    for (let m = 0; m <= 100; m++) {
      for (const M of maxima) {
        const moves = simulate(d, m, M);
        if (moves === deadlock(d, m, M)) assert.unreachable(`d=${d} m=${m} M=${M}: simulation ${moves ? 'moves' : 'is stuck'}`);
        if (moves === d <= deadlockUpTo(m, M)) assert.unreachable(`d=${d} m=${m} M=${M}: deadlockUpTo ${deadlockUpTo(m, M)}`);
      }
    }
  }
});

rollout('rounding is exact', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 400 }), (d, percent) => {
      const exact = BigInt(d) * BigInt(percent);
      assert.is(BigInt(lower(d, percent)), (exact + 99n) / 100n);
      assert.is(BigInt(upper(d, percent)), exact / 100n);
      if (d > 0) assert.is(canStop(d, percent), d * (100 - percent) >= 100);
      if (d > 0) assert.is(canStart(d, percent), d * (percent - 100) >= 100);
    }),
  );
});

rollout('the documented cases', () => {
  assert.not.ok(canStop(2, 75));
  assert.not.ok(canStart(3, 125));
  assert.ok(deadlock(1, 50, 150));
  assert.not.ok(deadlock(1, 0, 100));
  assert.not.ok(deadlock(1, 100, 200));
  assert.not.ok(deadlock(0, 100, 100));
  assert.is(deadlockUpTo(100, 200), 0);
  assert.is(deadlockUpTo(75, 125), 3);
  assert.is(deadlockUpTo(100, 100), Number.POSITIVE_INFINITY);
  assert.equal(rolloutProof(1, 50, 150), [
    ['must stay', 'ceil(1 x 50%) = 1, so nothing may stop'],
    ['may run', 'floor(1 x 150%) = 1, so nothing may start'],
  ]);
  assert.equal(rolloutProof(4, 50, 125), [
    ['must stay', 'ceil(4 x 50%) = 2, so 2 tasks may stop'],
    ['may run', 'floor(4 x 125%) = 5, so 1 task may start'],
  ]);
  assert.equal(deploymentPercents({ strategy: 'REPLICA' }), { minimum: 100, maximum: 200 });
  assert.equal(deploymentPercents({ strategy: 'DAEMON' }), { minimum: 0, maximum: 100 });
  assert.equal(deploymentPercents({ strategy: 'REPLICA', minimum: 0 }), { minimum: 0, maximum: 200 });
  assert.equal(unblock(1), { maximum: 200, minimum: 0 });
  assert.equal(unblock(3), { maximum: 134, minimum: 66 });
});

rollout('the offered change is enough and the smallest', () => {
  for (let d = 1; d <= 500; d++) {
    const { maximum, minimum } = unblock(d);
    assert.ok(canStart(d, maximum) && !canStart(d, maximum - 1) && canStop(d, minimum) && !canStop(d, minimum + 1), String(d));
  }
});

rollout.run();

const small = suite('ports, names, placement, host paths');

small('ports', () => {
  assert.equal([...RESERVED_HOST_PORTS.keys()], [22, 2375, 2376, 51678, 51679, 51680]);
});

small('ARNs', () => {
  assert.equal(parseArn('arn:aws:iam::123456789012:role/path/name'), { partition: 'aws', service: 'iam', region: '', account: '123456789012', resource: 'role/path/name', resourceType: 'role', resourceId: 'path/name' });
  assert.equal(parseArn('arn:aws-us-gov:s3:::bucket'), { partition: 'aws-us-gov', service: 's3', region: '', account: '', resource: 'bucket', resourceId: 'bucket' });
  assert.is(parseArn('arn:aws:iam::aws:policy/ReadOnlyAccess')?.account, 'aws');
  assert.is(parseArn('arn:aws-cn:logs:cn-north-1:123456789012:log-group:/a/b:*')?.resourceId, '/a/b:*');
  for (const text of ['', 'arn', 'arn:aws:iam', 'arn:aws:iam::123:role/a', 'arn:aws:iam::123456789012:', 'urn:aws:iam::123456789012:role/a', 'my-secret']) assert.is(parseArn(text), undefined, text);
});

small('references to secrets', () => {
  const sm = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-a1B2c3';
  for (const text of [sm, `${sm}:password::`, `${sm}::AWSPREVIOUS:`, `${sm}:password::9d4cb84b-ad69-40c0-a0ab-cead36b967e8`, `${sm}:::`, '/app/db/password', 'db_password', 'db.password-1', 'arn:aws:ssm:us-east-1:123456789012:parameter/app/db', 'arn:aws-cn:ssm:cn-north-1:123456789012:parameter/x', '{{resolve:ssm:/app/arn}}', 'name:3']) {
    assert.is(secretReferenceProblem(text), undefined, text);
  }
  for (const [text, problem] of [
    ['', /empty/],
    ['my secret', /blanks/],
    ['mysecret:password::', /colons/],
    ['app/db:a:b', /colons/],
    ['pass!word', /letters, digits/],
    [`${sm}:password`, /three fields or none, here 1: write :password::/],
    [`${sm}:password:`, /three fields or none, here 2/],
    [`${sm}:password:::`, /here 4/],
    [`${sm}:password:AWSCURRENT:9d4cb84b`, /exclude each other/],
    ['arn:aws:secretsmanager:us-east-1:123456789012:app/db', /secret:NAME/],
    ['arn:aws:ssm:us-east-1:123456789012:app/db', /parameter\/NAME/],
    ['arn:aws:ssm:us-east-1:123456789012:parameter:db', /parameter\/NAME/],
    ['arn:aws:s3:us-east-1:123456789012:bucket/key', /names s3/],
    ['arn:aws:secretsmanager::123456789012:secret:a', /not a whole ARN/],
    ['arn:aws:secretsmanager:us-east-1:secret:a', /not a whole ARN/],
  ] as const) {
    assert.match(secretReferenceProblem(text) ?? 'no problem', problem, text);
  }
  assert.equal(readSecretReference('arn:aws:ssm:us-east-1:123456789012:parameter/db'), { kind: 'parameter', arn: parseArn('arn:aws:ssm:us-east-1:123456789012:parameter/db'), name: 'db' });
  const read = readSecretReference(`${sm}:password::`);
  assert.ok('kind' in read && read.kind === 'secretsmanager' && read.name === 'app/db-a1B2c3' && read.key === 'password' && read.stage === undefined);
});

small('placement', () => {
  for (const s of [{ type: 'random' }, { type: 'spread', field: 'instanceId' }, { type: 'spread', field: 'host' }, { type: 'spread', field: 'attribute:ecs.availability-zone' }, { type: 'spread', field: 'attribute:stack/a' }, { type: 'binpack', field: 'memory' }, { type: 'binpack', field: 'CPU' }, { type: 'spread' }]) {
    assert.is(strategyProblem(s), undefined, JSON.stringify(s));
  }
  assert.match(strategyProblem({ type: 'random', field: 'cpu' }) ?? '', /takes no Field/);
  assert.match(strategyProblem({ type: 'binpack', field: 'disk' }) ?? '', /cpu or memory/);
  assert.match(strategyProblem({ type: 'spread', field: 'ecs.availability-zone' }) ?? '', /write attribute:ecs\.availability-zone/);
  assert.match(strategyProblem({ type: 'Spread', field: 'host' }) ?? '', /lower case/);
  assert.match(strategyProblem({}) ?? '', /needs a Type/);
  assert.is(constraintProblem({ type: 'distinctInstance' }, 'service'), undefined);
  assert.is(constraintProblem({ type: 'memberOf', expression: 'attribute:a == b' }, 'task-definition'), undefined);
  assert.match(constraintProblem({ type: 'distinctInstance' }, 'task-definition') ?? '', /memberOf only/);
  assert.match(constraintProblem({ type: 'distinctInstance', expression: 'a' }, 'service') ?? '', /no Expression/);
  assert.match(constraintProblem({ type: 'memberOf' }, 'service') ?? '', /needs an Expression/);
  assert.match(constraintProblem({ type: 'memberOf', expression: 'x'.repeat(2001) }, 'service') ?? '', /2001 characters/);
  assert.is(tooManyStrategies(5), undefined);
  assert.ok(tooManyStrategies(6));
  assert.is(tooManyConstraints(5, 5), undefined);
  assert.ok(tooManyConstraints(5, 6));
});

small('host paths', () => {
  const cases: [path: string, write: string | undefined, read: string | undefined][] = [
    ['/var/run/docker.sock', 'socket', 'socket'],
    ['/run//docker.sock/', 'socket', 'socket'],
    ['/var/run/../run/docker.sock', 'socket', 'socket'],
    ['/run/containerd/containerd.sock', 'socket', 'socket'],
    ['/opt/host/docker.sock', 'socket', 'socket'],
    ['\\\\.\\pipe\\docker_engine', 'socket', 'socket'],
    ['/', 'host-control', 'host-control'],
    ['/var/run', 'host-control', 'host-control'],
    ['/var/run/', 'host-control', 'host-control'],
    ['/etc', 'host-control', 'sensitive'],
    ['/etc/shadow', 'host-control', 'sensitive'],
    ['/etc/passwd', 'host-control', 'observability'],
    ['/etc/localtime', 'sensitive', undefined],
    ['/etc/ssl/certs', 'host-control', undefined],
    ['/etc/myapp', undefined, undefined],
    ['/proc', 'host-control', 'observability'],
    ['/proc/', 'host-control', 'observability'],
    ['/sys/fs/cgroup', 'host-control', 'observability'],
    ['/cgroup/', 'host-control', 'observability'],
    ['/sys/kernel/debug', 'host-control', 'observability'],
    ['/dev', 'sensitive', 'observability'],
    ['/dev/nvme0n1', 'host-control', 'host-control'],
    ['/dev/shm', undefined, undefined],
    ['/root', 'host-control', 'sensitive'],
    ['/home/ec2-user/.ssh', 'host-control', 'sensitive'],
    ['/home/ec2-user/data', undefined, undefined],
    ['/boot', 'host-control', 'sensitive'],
    ['/var/lib/docker', 'host-control', 'sensitive'],
    ['/var/lib/docker/containers', 'host-control', 'observability'],
    ['/var/lib/docker/volumes/app/_data', undefined, undefined],
    ['/var/log', 'sensitive', 'observability'],
    ['/var/log/app', undefined, undefined],
    ['C:\\', 'host-control', 'sensitive'],
    ['C:\\data', undefined, undefined],
    ['/data', undefined, undefined],
    ['/mnt/efs/proc', undefined, undefined],
    ['/procurement', undefined, undefined],
    ['', undefined, undefined],
  ];
  for (const [path, write, read] of cases) {
    assert.is(judgeHostPath(path, { readOnly: false })?.class, write, `${path} writable`);
    assert.is(judgeHostPath(path, { readOnly: true })?.class, read, `${path} read-only`);
  }
  fc.assert(fc.property(fc.string(), fc.boolean(), (path, readOnly) => void judgeHostPath(path, { readOnly })));
});

small('ARNs that somebody fills in before AWS sees them', () => {
  for (const text of ['arn:aws:ssm:REGION:111122223333:parameter/a', 'arn:aws:ssm:region:aws_account_id:parameter/a', 'arn:aws:ssm:eu-west-1:ACCOUNT:parameter/a', 'arn:aws:ssm:eu-west-1:123456789:parameter/a', 'arn:aws:ssm:eu-west-1:xxxxxxxxxxxx:parameter/a']) assert.ok(isStandInArn(text), text);
  for (const text of ['arn:aws:ssm:eu-west-1:111122223333:parameter/a', 'arn:aws-us-gov:ssm:us-gov-west-1:111122223333:a', 'arn:aws:ssm:::parameter/a', 'arn:aws:ssm', '/a', '']) assert.not.ok(isStandInArn(text), text);
});

small.run();
