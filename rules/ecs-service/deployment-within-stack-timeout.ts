import { defineRule } from '../../src/rule.js';

/** Minutes that CloudFormation waits for a service to become stable. */
const STACK_MINUTES = 180;
/** Minutes that a hook waits when it says nothing else. */
const A_DAY = 1440;

export default defineRule({
  id: 'ecs-service/deployment-within-stack-timeout',
  on: 'AWS::ECS::Service',
  category: 'deployability',
  severity: 'medium',
  // The wait is what people observe; AWS documents no number.
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'A deployment ends before CloudFormation gives it up',
  why: 'CloudFormation waits about three hours for a service to become stable. The waiting times that a deployment strategy asks for add up: each step of a linear deployment bakes, then the whole once more; a hook that pauses and then goes on by itself waits as long as it says, a day when it says nothing. A stack that gives up rolls the service back in the middle of its deployment.',
  fix: 'Fewer or shorter steps, a shorter bake time, a shorter time-out of the hook; or deploy such services outside of CloudFormation.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHookTimeoutConfiguration.html', 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html'],
  errors: ['Resource handler returned message: "Exceeded attempts to wait" …', 'Service arn … did not stabilize.'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, { at, report, written }) {
    const config = service.DeploymentConfiguration;
    const strategy = config?.Strategy ?? 'ROLLING';
    if (!config || strategy === 'ROLLING' || (service.DeploymentController?.Type ?? 'ECS') !== 'ECS') return;
    const bake = written(config, 'BakeTimeInMinutes') ? (config.BakeTimeInMinutes ?? 0) : 0;
    const linear = strategy === 'LINEAR' ? config.LinearConfiguration : undefined;
    const canary = strategy === 'CANARY' ? config.CanaryConfiguration : undefined;
    const percent = linear && written(linear, 'StepPercent') ? linear.StepPercent : undefined;
    const each = linear && written(linear, 'StepBakeTimeInMinutes') ? linear.StepBakeTimeInMinutes : undefined;
    const steps = percent && each !== undefined ? Math.ceil(100 / percent) : 0;
    const first = canary && written(canary, 'CanaryBakeTimeInMinutes') ? (canary.CanaryBakeTimeInMinutes ?? 0) : 0;
    // A hook that goes on by itself is a wait like any other; one that rolls back waits for somebody who may be quick.
    const pauses = (config.LifecycleHooks ?? []).filter((hook) => hook.TargetType === 'PAUSE' && hook.TimeoutConfiguration?.Action === 'CONTINUE');
    const paused = pauses.reduce((sum, { TimeoutConfiguration: timeout, LifecycleStages: stages }) => sum + (timeout?.TimeoutInMinutes ?? A_DAY) * (stages?.length ?? 1), 0);
    const minutes = bake + steps * (each ?? 0) + first + paused;
    if (minutes <= STACK_MINUTES) return;
    const parts: [string, string][] = [...(steps > 0 ? [['steps', `ceil(100 / ${percent}) = ${steps}, ${each} minutes each`] as [string, string]] : []), ...(first > 0 ? [['canary', `${first} minutes`] as [string, string]] : []), ['bake time', `${bake} minutes`], ...(paused > 0 ? [['pauses', `${paused} minutes, unless somebody continues earlier`] as [string, string]] : []), ['together', `${minutes} minutes; CloudFormation waits about ${STACK_MINUTES}`]];
    const [hook] = pauses;
    const place = hook && paused > minutes - paused ? at(hook, 'TimeoutConfiguration') : linear ? at(linear, 'StepBakeTimeInMinutes') : canary ? at(canary, 'CanaryBakeTimeInMinutes') : at(config, 'BakeTimeInMinutes');
    report(place, `a deployment of "${service}" ${paused > 0 ? 'bakes and pauses' : 'bakes'} for ${minutes} minutes, longer than CloudFormation waits for it`, { proof: parts });
  },
});
