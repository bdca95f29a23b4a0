import { judgeName } from '../../src/aws/resource-names.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/name-valid',
  on: 'AWS::ECS::Service',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The name of a service has only characters that ECS takes',
  why: 'CreateService refuses a ServiceName that has other characters than letters, digits, hyphens and underscores, or more than 255 of them. Dots, slashes and spaces are the usual ones.',
  fix: 'Use letters, digits, hyphens and underscores, or leave ServiceName out to have one made.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html'],
  equivalents: { preflight: ['pf-ecs-service-name'] },
  presets: ['recommended', 'strict'],
  check(service, { at, has, report, show, text, undecided }) {
    if (!has(service, 'ServiceName')) return;
    const { wrong, open } = judgeName(text(service, 'ServiceName'), show(service, 'ServiceName'));
    if (wrong) report(at(service, 'ServiceName'), `the service is called "${show(service, 'ServiceName')}", which ${wrong}`);
    else if (open) undecided('the name is known in part only');
  },
});
