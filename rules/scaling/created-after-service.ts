import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scaling/created-after-service',
  on: 'AWS::ApplicationAutoScaling::ScalableTarget',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ECS::Service'],
  category: 'deployability',
  severity: 'high',
  confidence: 'likely',
  outcome: 'rejected',
  summary: 'A scalable target is created after the service that it names',
  why: 'The ResourceId of a scalable target is text. Where it spells the name of the service instead of taking it from the service, nothing tells CloudFormation that the service comes first, and Application Auto Scaling refuses a service that does not exist.',
  fix: 'Take the name from the service (!GetAtt Service.Name in the !Sub of ResourceId), or let the target depend on it (DependsOn).',
  references: ['https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html', 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html'],
  errors: ['ECS service doesn\'t exist: …'],
  presets: ['recommended', 'strict'],
  check(target, { at, companions, report, resource, siblings, waits }) {
    if (target.ServiceNamespace !== 'ecs') return;
    const isNamed = (service: object): boolean => companions(service, 'AWS::ApplicationAutoScaling::ScalableTarget', { here: true }).includes(target);
    // Mostly it waits, and of the few services that it waits for one is its own.
    const services = siblings(target, 'AWS::ECS::Service');
    if (services.some((each) => waits(target, each) && isNamed(each))) return;
    const service = services.find(isNamed);
    if (!service) return;
    const { name } = resource(service);
    report(at(target, 'ResourceId'), `${target} names service "${name}" but does not wait for it`, { fix: `DependsOn: ${name}, or \${${name}.Name} in ResourceId.`, related: [[at(service), 'the service']] });
  },
});
