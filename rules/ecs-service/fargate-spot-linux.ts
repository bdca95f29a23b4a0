import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/fargate-spot-linux',
  on: 'AWS::ECS::Service',
  each: 'CapacityProviderStrategy[]',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  // The guide says that it is not supported; how ECS says so is not documented.
  severity: 'medium',
  outcome: 'hangs',
  summary: 'Windows tasks are not put on Fargate Spot',
  why: 'Fargate Spot runs Linux only. A service whose strategy puts Windows tasks there gets none of them started.',
  fix: 'Use the capacity provider FARGATE for Windows tasks.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html'],
  presets: ['recommended', 'strict'],
  check(item, { at, follow, report, text }, service) {
    if (text(item, 'CapacityProvider').known !== 'FARGATE_SPOT') return;
    const weighs = (item.Weight ?? 0) > 0 || (item.Base ?? 0) > 0;
    const family = weighs ? follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition')?.RuntimePlatform : undefined;
    if (!family?.OperatingSystemFamily?.startsWith('WINDOWS')) return;
    report(at(item, 'CapacityProvider'), `"${service}" puts tasks on Fargate Spot, but they run on ${family.OperatingSystemFamily}`, { fix: 'CapacityProvider: FARGATE', related: [[at(family, 'OperatingSystemFamily'), 'the operating system']] });
  },
});
