import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

const DIMENSION = 'ecs:service:DesiredCount';

export default defineRule({
  id: 'scaling/resource-id-valid',
  on: 'AWS::ApplicationAutoScaling::ScalableTarget',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'A scalable target names an ECS service as service/CLUSTER/SERVICE',
  why: 'Application Auto Scaling knows a service by the names of its cluster and of itself. !Ref of a service gives its ARN and !GetAtt Cluster.Arn that of the cluster, neither of which may stand in a ResourceId; the only dimension of a service is ecs:service:DesiredCount.',
  fix: 'Write !Sub service/${Cluster}/${Service.Name}.',
  references: ['https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html', 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html#aws-resource-ecs-service-return-values'],
  errors: ['Unsupported service namespace, resource type or scalable dimension …'],
  presets: ['recommended', 'strict'],
  check(target, { at, has, report, text }) {
    if (target.ServiceNamespace !== 'ecs') return;
    if (has(target, 'ScalableDimension') && target.ScalableDimension !== DIMENSION) report(at(target, 'ScalableDimension'), `"${target.ScalableDimension}" is no dimension of an ECS service`, { fix: `ScalableDimension: ${DIMENSION}`, edit: [{ place: at(target, 'ScalableDimension'), value: DIMENSION }] });
    const value = peek(target, 'ResourceId');
    const parts = value instanceof Unknown ? (value.parts ?? [value]) : [];
    const wrong = parts.flatMap((part) => (part instanceof Unknown && part.link ? [part.link] : [])).find(({ node, attribute }) => (node.type === 'AWS::ECS::Service' && (attribute === 'Ref' || attribute === 'ServiceArn')) || (node.type === 'AWS::ECS::Cluster' && attribute === 'Arn'));
    if (wrong) return report(at(target, 'ResourceId'), `ResourceId of "${target}" holds the ARN of ${wrong.node.name}, where only its name may stand`, { fix: wrong.node.type === 'AWS::ECS::Service' ? `\${${wrong.node.name}.Name} in place of \${${wrong.node.name}}` : `\${${wrong.node.name}} in place of \${${wrong.node.name}.Arn}` });
    const known = text(target, 'ResourceId').known;
    if (known !== undefined && !/^service\/[^/]+\/[^/]+$/.test(known)) report(at(target, 'ResourceId'), `ResourceId "${known}" is not service/CLUSTER/SERVICE`);
  },
});
