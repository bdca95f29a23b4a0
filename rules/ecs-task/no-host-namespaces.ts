import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/no-host-namespaces',
  on: 'AWS::ECS::TaskDefinition',
  with: ['AWS::ECS::Service'],
  category: 'security',
  severity: 'medium',
  summary: 'Tasks do not share the network, processes or memory of their instance',
  why: 'With host networking a task reaches everything that listens on the instance, its metadata and role included, and two copies fight for one port. With the host process namespace it sees and, as root, stops every process of the instance; with the host IPC namespace it reads the shared memory of other programs. Agents that run once on every instance (DAEMON) often need one of these, so there it is only worth a look.',
  fix: 'Use NetworkMode awsvpc or bridge; remove PidMode and IpcMode, or set them to task to share them between the containers of the task.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html', 'https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-networkmode-host.html'],
  equivalents: { securityHub: ['ECS.3', 'ECS.17'], awsConfig: ['ecs-task-definition-network-mode-not-host', 'ecs-task-definition-pid-mode-check'], checkov: ['CKV_AWS_335'], prowler: ['ecs_task_definitions_host_namespace_not_shared'], controlTower: ['CT.ECS.PR.10'] },
  presets: ['security', 'strict'],
  check(task, { at, companions, report }) {
    const shared = (['NetworkMode', 'PidMode', 'IpcMode'] as const).filter((mode) => task[mode] === 'host');
    // Fargate refuses all three, which ecs-task/fargate-parameters says.
    if (shared.length === 0 || task.RequiresCompatibilities?.includes('FARGATE')) return;
    const services = companions(task, 'AWS::ECS::Service', { here: true });
    const agent = services.length > 0 && services.every(({ SchedulingStrategy }) => SchedulingStrategy === 'DAEMON');
    const what = { NetworkMode: ['network', 'NetworkMode: awsvpc'], PidMode: ['process', 'No PidMode, or PidMode: task.'], IpcMode: ['IPC', 'No IpcMode, or IpcMode: task.'] } as const;
    for (const mode of shared) report(at(task, mode), `the task runs in the ${what[mode][0]} namespace of its instance (${mode} host)`, { fix: what[mode][1], ...(agent ? { severity: 'low' } : {}) });
  },
});
