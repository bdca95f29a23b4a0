/**
 * Tags of tasks that EventBridge starts. RunTask with tags, its own or those of the task definition, is also authorized as ecs:TagResource
 * on the task, unless the account has turned tagResourceAuthorization off.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html , https://github.com/aws/aws-cdk/issues/28854
 */
import { nodeOf } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { EventsRuleEcsParameters, EventsRuleTarget, SchedulerScheduleEcsParameters } from '../../types/resources.js';
import { mayDo, nearMisses, type Request } from '../iam.js';
import { arnHead, nameOfNode, type Piece, printPieces, REST } from './name-pattern.js';
import { grantsOf } from './role-policies.js';
import type { Target } from '../schedules/run-task.js';

type Parameters = EventsRuleEcsParameters & SchedulerScheduleEcsParameters;
type TagTools = Pick<Tools<'AWS::ECS::Cluster' | 'AWS::ECS::TaskDefinition' | 'AWS::IAM::ManagedPolicy' | 'AWS::IAM::Policy' | 'AWS::IAM::Role' | 'AWS::IAM::RolePolicy'>, 'at' | 'companions' | 'follow' | 'has' | 'report' | 'resource' | 'siblings' | 'undecided'>;

/** Reports a target that tags its tasks with a role that may not. */
export function checkTags(target: Target, tools: TagTools): void {
  const { at, follow, has, report, resource, undecided } = tools;
  const parameters = target.EcsParameters as Parameters | undefined;
  if (!parameters || !has(target, 'RoleArn')) return;
  const property = (['TagList', 'Tags', 'PropagateTags'] as const).find((each) => has(parameters, each) && parameters[each]?.length);
  if (!property) return;
  // Without tags there is nothing to propagate; those of the stack may come on top.
  const task = property === 'PropagateTags' ? follow(parameters, 'TaskDefinitionArn', 'AWS::ECS::TaskDefinition') : undefined;
  if (property === 'PropagateTags' && !task?.Tags?.length) return;
  const role = follow(target as EventsRuleTarget, 'RoleArn', 'AWS::IAM::Role');
  if (!role) return;
  const node = nodeOf(target);
  const cluster = peek(target, 'Arn');
  const name: readonly Piece[] = cluster instanceof Unknown && cluster.link?.node.type === 'AWS::ECS::Cluster' ? nameOfNode(cluster.link.node) : [new Unknown('the name of the cluster is not known', 'reference')];
  const request: Request = { action: 'ecs:TagResource', resources: [[...arnHead(node, 'ecs'), 'task/', ...name, '/', REST]], context: { 'ecs:createaction': ['RunTask'] } };
  const grants = grantsOf(role, tools);
  const verdict = mayDo(grants, request);
  if (verdict.answer === 'unknown') undecided(verdict.reason);
  if (verdict.answer !== 'denied') return;
  report(at(parameters, property), `${property} tags the tasks, but role "${resource(role).name}" may not: ${verdict.by ? 'a statement denies' : 'nothing allows'} ecs:TagResource, so every run fails`, {
    proof: [['needs', `ecs:TagResource on ${printPieces(request.resources[0] ?? [])}`], ...nearMisses(grants, request).map((line) => ['allows', line] as const)],
    fix: `Allow ecs:TagResource on arn:aws:ecs:*:*:task/* in "${resource(role).name}", when ecs:CreateAction is RunTask.`,
    related: [[at(role), 'the role'], ...(task ? [[at(task, 'Tags'), 'the tags'] as const] : [])],
  });
}
