import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/deployment-percentages-valid',
  on: 'AWS::ECS::Service',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'The percentages of a rolling update are ones that ECS takes',
  why: 'MinimumHealthyPercent is at most 100 and MaximumPercent at least 100. Both at 100 would let an update neither stop nor start a task, so ECS refuses the service; a daemon, which has one task an instance, takes no maximum but 100.',
  fix: 'Use a MinimumHealthyPercent from 0 to 100 and a MaximumPercent above 100, or leave both out for 100 and 200.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html',
  ],
  equivalents: { preflight: ['pf-ecs-service-deployment-percent', 'pf-ecs-svc-min-healthy-over-max-percent', 'pf-ecs-svc-daemon-max-percent'] },
  supersedes: ['ecs-service/update-has-room'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, { at, report }) {
    const config = service.DeploymentConfiguration;
    // Other controllers keep the percentages for instances that drain, or ignore them.
    if (!config || (service.DeploymentController?.Type ?? 'ECS') !== 'ECS') return;
    const daemon = service.SchedulingStrategy === 'DAEMON';
    const maximum = config.MaximumPercent;
    if (maximum !== undefined && maximum < 100) report(at(config, 'MaximumPercent'), `MaximumPercent of "${service}" is ${maximum}, but ECS takes no less than 100`, { fix: `MaximumPercent: ${daemon ? 100 : 200}` });
    if (maximum !== undefined && maximum > 100 && daemon) report(at(config, 'MaximumPercent'), `MaximumPercent of daemon "${service}" is ${maximum}, but a daemon takes only 100`, { fix: 'MaximumPercent: 100', edit: [{ place: at(config, 'MaximumPercent'), value: 100 }] });
    const minimum = config.MinimumHealthyPercent;
    if (minimum !== undefined && minimum > 100) report(at(config, 'MinimumHealthyPercent'), `MinimumHealthyPercent of "${service}" is ${minimum}, but ECS takes no more than 100`, { fix: `MinimumHealthyPercent: ${daemon ? 0 : 100}`, ...(!daemon && { edit: [{ place: at(config, 'MinimumHealthyPercent'), value: 100 }] }) });
    if (maximum !== 100 || minimum !== 100 || daemon || (config.Strategy ?? 'ROLLING') !== 'ROLLING') return;
    report(at(config, 'MaximumPercent'), `MinimumHealthyPercent and MaximumPercent of "${service}" are both 100, which would block every update`, { fix: 'MaximumPercent: 200' });
  },
});
