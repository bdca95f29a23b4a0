import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/health-check-command',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'medium',
  confidence: 'likely',
  outcome: 'silently-broken',
  fixable: true,
  summary: 'The command of a health check starts with CMD or CMD-SHELL and has something to run',
  why: 'The first word tells how to run the rest: CMD as it is, CMD-SHELL in a shell. RegisterTaskDefinition takes anything, but Docker on the instance does not know other words and runs no check at all ("Unknown healthcheck type"), so the container never becomes HEALTHY and what waits for that never starts. Fargate runs a command without the word, so a bare program is not reported there.',
  fix: 'Command: [CMD-SHELL, "curl -f http://localhost/ || exit 1"] or [CMD, /healthcheck].',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html', 'https://docs.docker.com/reference/dockerfile/#healthcheck', 'https://github.com/aws/aws-cdk/issues/34389'],
  presets: ['recommended', 'reliability', 'strict'],
  check(container, { at, has, report }, task) {
    const health = container.HealthCheck;
    if (!health || !has(health, 'Command')) return;
    const command = health.Command ?? [];
    const [first] = command;
    if (first === undefined) return report(at(health, 'Command'), `the health check of container "${container}" has no command`);
    if (first === 'CMD' || first === 'CMD-SHELL') {
      if (command.length === 1) report(at(health, 'Command'), `the health check of container "${container}" is ${first} and nothing to run`);
      return;
    }
    // Two words in one item, or the console's form with a comma.
    const joined = /^(CMD|CMD-SHELL)[\s,]+(.+)$/s.exec(first);
    if (joined) return report(at(health, 'Command'), `the health check of container "${container}" starts with "${first}", where ${joined[1]} must stand alone`, { fix: `Command: [${joined[1]}, ${JSON.stringify(joined[2])}]`, ...(command.length === 1 && joined[1] === 'CMD-SHELL' && { edit: [{ place: at(health, 'Command'), value: [joined[1], joined[2] as string] }] }) });
    if (task.RequiresCompatibilities?.includes('FARGATE')) return;
    report(at(health, 'Command'), `the health check of container "${container}" starts with "${first}" instead of CMD or CMD-SHELL, so Docker runs none`, { fix: command.length === 1 && /\s/.test(first) ? `Command: [CMD-SHELL, ${JSON.stringify(first)}]` : `Command: [CMD, ${command.join(', ')}]` });
  },
});
