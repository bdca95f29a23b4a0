/** From what AWS said to the rule. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { matchError } from '../src/explain-error.js';
import { infoOf } from '../src/run.js';

const infos = rules.map((rule) => infoOf(rule));
const test = suite('explain-error');

/** Pasted as people paste, with ids, times and line breaks; the rule that must be named first. */
const SAID: readonly [string, string][] = [
  ['(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration.\n  Update the minimumHealthyPercent or maximumPercent value and try again.', 'ecs-service/update-has-room'],
  ['2026-11-25T09:12:44Z ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-central-1:111122223333:secret:db', 'iam/execution-role-reads-secrets'],
  ['CREATE_FAILED | AWS::ECS::Service | Web | Resource handler returned message: "Invalid request provided: CreateService error: The target group with targetGroupArn arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef does not have an associated load balancer. (Service: AmazonECS; Status Code: 400)"', 'ecs-service/created-after-listener'],
  ["ClientException: Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' must be specified.", 'ecs-task/container-memory-set'],
  ['The provided target group arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/1 has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.', 'ecs-service/target-type-fits'],
  ['No Fargate configuration exists for given values: 256 CPU, 4096 memory. See the Amazon ECS documentation', 'ecs-task/fargate-size'],
  ['(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1a2b) is already using a port required by your task.', 'ecs-service/distinct-instances-satisfiable'],
];
for (const [said, id] of SAID) test(`${said.slice(0, 60)}...`, () => {
  const found = matchError(said, infos);
  assert.ok(found.slice(0, 2).some(({ rule }) => rule.id === id), found.map(({ rule, whole }) => `${rule.id} ${whole}`).join('\n'));
  assert.ok(found[0]?.whole);
});

test('every text finds its own rule, whatever stands in the gaps', () => {
  for (const { id, errors } of rules) for (const text of errors ?? []) assert.ok(matchError(text.replaceAll('…', 'arn:aws:x:1 y'), infos).length > 0 && matchError(text.replaceAll('…', 'x'), infos).some(({ rule, whole }) => rule.id === id || whole), `${id}: ${text}`);
});
test('a text that is nearly one is offered as perhaps', () => {
  const [first] = matchError('service was unable to stop tasks or start any during a deployment, deployment configuration minimumHealthyPercent', infos);
  assert.is(first?.rule.id, 'ecs-service/update-has-room');
  assert.is(first?.whole, false);
});
test('what nobody knows finds nothing', () => assert.equal(matchError('the weather is fine today', infos), []));
test('any text ends', () => fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => void matchError(text, infos))));
test.run();
