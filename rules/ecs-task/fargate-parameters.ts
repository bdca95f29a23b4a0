import { FARGATE_CAPABILITIES, FARGATE_REJECTED, LOG_DRIVERS } from '../../src/aws/tasks/fargate.js';
import { defineRule } from '../../src/rule.js';

type Values = Readonly<Record<string, unknown>>;

export default defineRule({
  id: 'ecs-task/fargate-parameters',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'A Fargate task uses only parameters that Fargate knows',
  why: 'Fargate runs each task on a machine of its own that nobody can reach into, so parameters that touch the host, its network or its Docker daemon do not exist there. RegisterTaskDefinition refuses the first one that it meets, so they cost a deployment each.',
  fix: 'Remove the parameter, or take FARGATE out of RequiresCompatibilities and run the task on EC2 capacity.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
  ],
  equivalents: {
    cfnLint: ['E3048', 'E3713'],
    preflight: [
      'pf-ecs-fargate-network-mode', 'pf-ecs-fargate-privileged', 'pf-ecs-fargate-links', 'pf-ecs-awsvpc-extra-hosts', 'pf-ecs-awsvpc-hostname', 'pf-ecs-fargate-dns-servers',
      'pf-ecs-fargate-disable-networking', 'pf-ecs-fargate-docker-security-options', 'pf-ecs-fargate-docker-volume', 'pf-ecs-fargate-host-source-path', 'pf-ecs-fargate-ipc-mode',
      'pf-ecs-fargate-pid-mode-host', 'pf-ecs-fargate-devices', 'pf-ecs-fargate-shared-memory-size', 'pf-ecs-fargate-max-swap', 'pf-ecs-fargate-capabilities-add',
      'pf-ecs-fargate-gpu-resource', 'pf-ecs-fargate-inference-accelerator', 'pf-ecs-fargate-placement-constraints', 'pf-ecs-fargate-log-driver-unsupported',
    ],
  },
  errors: ['Fargate only supports network mode \'awsvpc\'.'],
  presets: ['recommended', 'strict'],
  supersedes: ['ecs-task/no-privileged', 'ecs-task/no-host-control-mounts'],
  check(task, { at, has, report, show }) {
    if (!task.RequiresCompatibilities?.includes('FARGATE')) return;
    if (!has(task, 'NetworkMode')) report(at(task, 'NetworkMode'), 'the task requires FARGATE but has no NetworkMode, and the default is not awsvpc', { fix: 'NetworkMode: awsvpc', edit: [{ place: at(task, 'NetworkMode'), value: 'awsvpc' }] });
    else if (task.NetworkMode !== 'awsvpc') report(at(task, 'NetworkMode'), `the task requires FARGATE, which has no network mode ${task.NetworkMode}`, { fix: 'NetworkMode: awsvpc', edit: [{ place: at(task, 'NetworkMode'), value: 'awsvpc' }] });
    refuse('task', task, '');
    for (const volume of task.Volumes ?? []) refuse('volume', volume, `volume "${volume}": `);
    for (const container of task.ContainerDefinitions ?? []) {
      refuse('container', container, `container "${container}": `);
      const { Capabilities } = container.LinuxParameters ?? {};
      const added = (Capabilities?.Add ?? []).filter((name) => !FARGATE_CAPABILITIES.has(name));
      if (Capabilities && added.length > 0) report(at(Capabilities, 'Add'), `container "${container}": Fargate refuses to add ${added.join(', ')}; SYS_PTRACE is the only capability that it adds`, { fix: 'Add: [SYS_PTRACE], or none.' });
      const log = container.LogConfiguration;
      if (log?.LogDriver !== undefined && !(LOG_DRIVERS.fargate as ReadonlySet<string>).has(log.LogDriver))
        report(at(log, 'LogDriver'), `container "${container}": Fargate has no log driver ${log.LogDriver}; it has ${[...LOG_DRIVERS.fargate].join(', ')}`, { fix: 'LogDriver: awslogs' });
    }

    /** Reports what the table refuses in one object. */
    function refuse(level: 'task' | 'volume' | 'container', object: object, whose: string): void {
      for (const { path, refuses, because, instead, known } of FARGATE_REJECTED.filter((each) => each.level === level)) {
        const owner = path.slice(0, -1).reduce<Values | undefined>((inner, key) => inner?.[key] as Values | undefined, object as Values);
        const last = path.at(-1) as string;
        const value = owner?.[last];
        if (!owner || !refuses(value)) continue;
        const shown = typeof value === 'object' || value === true ? '' : ` ${show(owner, last)}`;
        report(at(owner, last), `${whose}Fargate refuses ${path.join('.')}${shown}: ${because}`, { fix: `${instead.charAt(0).toUpperCase()}${instead.slice(1)}.`, ...(known === 'sdk' ? { severity: 'medium', confidence: 'likely' } : {}) });
      }
    }
  },
});
