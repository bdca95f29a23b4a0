/**
 * The container instances that Auto Scaling groups of the graph start, as far as their templates tell. What a rule cannot read ends its look
 * here as it does anywhere.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html ,
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-templates.html
 */
import type { Place, Tools } from '../../rule.js';
import type { AutoScalingAutoScalingGroup } from '../../types/resources.js';

type InstanceTools = Pick<Tools<'AWS::AutoScaling::LaunchConfiguration' | 'AWS::EC2::LaunchTemplate'>, 'at' | 'follow' | 'has' | 'text' | 'undecided'>;

/** How instances are started: the data of a launch template, or a launch configuration. */
export interface Launch {
  /** The launch template's data, or the launch configuration. */
  of: { readonly ImageId?: string; readonly InstanceType?: string; readonly UserData?: string; readonly IamInstanceProfile?: unknown };
  place: Place;
}

/** How the instances of a group are started; undecided when that is not declared here. */
export function launchOf(group: AutoScalingAutoScalingGroup, { at, follow, has, undecided }: InstanceTools): Launch {
  if (has(group, 'LaunchConfigurationName')) {
    const configuration = follow(group, 'LaunchConfigurationName', 'AWS::AutoScaling::LaunchConfiguration');
    return configuration ? { of: configuration, place: at(configuration) } : undecided('the launch configuration is not declared here');
  }
  const specification = group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  if (!specification) return undecided(`how ${group} starts instances is not declared here`);
  const template = has(specification, 'LaunchTemplateId') ? follow(specification, 'LaunchTemplateId', 'AWS::EC2::LaunchTemplate') : follow(specification, 'LaunchTemplateName', 'AWS::EC2::LaunchTemplate');
  const data = template?.LaunchTemplateData;
  return template && data ? { of: data, place: at(template, 'LaunchTemplateData') } : undecided('the launch template is not declared here');
}

/** The names of the instance types that a group may start; undecided when they are chosen by requirements. */
export function instanceTypesOf(group: AutoScalingAutoScalingGroup, tools: InstanceTools): readonly string[] {
  const overrides = group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
  const names = overrides.length > 0 ? overrides.map((override) => override.InstanceType) : [launchOf(group, tools).of.InstanceType];
  return names.map((name) => name ?? tools.undecided(`the instance types of ${group} are chosen by requirements`));
}
