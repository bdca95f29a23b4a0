import { judgeName } from '../../src/aws/resource-names.js';
import { defineRule } from '../../src/rule.js';

/** Names that begin like those of AWS. In capitals they are let pass: the reference writes them in small letters. */
const RESERVED = /^(?:aws|ecs|fargate)/;

const RANGES = [
  ['TargetCapacity', 1, 100, 'percent'],
  ['MinimumScalingStepSize', 1, 10000, 'instances'],
  ['MaximumScalingStepSize', 1, 10000, 'instances'],
  ['InstanceWarmupPeriod', 0, 10000, 'seconds'],
] as const;

export default defineRule({
  id: 'ecs-capacity/provider-valid',
  on: 'AWS::ECS::CapacityProvider',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The name and the scaling numbers of a capacity provider are ones that ECS takes',
  why: 'CreateCapacityProvider refuses a name that begins with aws, ecs or fargate or has characters other than letters, digits, hyphens and underscores, and managed scaling with a target capacity outside 1 to 100 percent, steps outside 1 to 10000 instances, a warm-up above 10000 seconds, or a smallest step above the greatest.',
  fix: 'Choose another name, or a number in the range.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html', 'https://github.com/aws/aws-cli/issues/4781'],
  equivalents: { preflight: ['pf-ecs-cp-name-reserved-prefix', 'pf-ecs-cp-scaling-step-order'] },
  errors: ['The specified capacity provider name is invalid.', 'The specified minimum scaling step size is invalid.', 'The minimum or maximum scaling step size value is invalid.'],
  presets: ['recommended', 'strict'],
  check(provider, { at, has, report, show, text, undecided }) {
    const name = has(provider, 'Name') ? text(provider, 'Name') : undefined;
    const begins = name && RESERVED.exec(name.head)?.[0];
    const { wrong, open } = name ? judgeName(name, show(provider, 'Name')) : { wrong: undefined, open: false };
    if (begins) report(at(provider, 'Name'), `the capacity provider is called "${show(provider, 'Name')}", and names that begin with ${begins} are kept for AWS`, { fix: 'A Name that begins otherwise.' });
    else if (wrong) report(at(provider, 'Name'), `the capacity provider is called "${show(provider, 'Name')}", which ${wrong}`, { fix: 'Use letters, digits, hyphens and underscores.' });
    const scaling = provider.AutoScalingGroupProvider?.ManagedScaling;
    if (scaling) {
      for (const [property, least, most, unit] of RANGES) {
        const value = scaling[property];
        if (value !== undefined && (value < least || value > most)) report(at(scaling, property), `${property} of capacity provider "${provider}" is ${value}, and ECS takes ${least} to ${most} ${unit}`, { fix: `${property}: ${value < least ? least : most}` });
      }
      const { MinimumScalingStepSize: least, MaximumScalingStepSize: most } = scaling;
      if (least !== undefined && most !== undefined && least > most)
        report(at(scaling, 'MinimumScalingStepSize'), `capacity provider "${provider}" adds at least ${least} instances at once and at most ${most}`, { fix: `MinimumScalingStepSize: ${most} or less.`, related: [[at(scaling, 'MaximumScalingStepSize'), 'the greatest step']] });
    }
    if (open && !begins && !wrong) undecided('the name is known in part only');
  },
});
