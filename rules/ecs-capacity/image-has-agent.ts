import { areContainerInstances, imagePath, runsForeignCode, userDataOf } from '../../src/aws/capacity/container-instances.js';
import { launchOf } from '../../src/aws/capacity/instances.js';
import { defineRule } from '../../src/rule.js';

/** Images of AWS and of others without the ECS agent. */
const PLAIN = /^\/aws\/service\/(?:ami-amazon-linux-latest|canonical|debian|ami-windows-latest|ami-macos-latest)\//;
const INSTALLS = /ecs-init|ecs-agent|amazon-linux-extras\s+(?:install|enable)[^\n]*\becs\b|\bECSAgent\b|ECSTools/i;

export default defineRule({
  id: 'ecs-capacity/image-has-agent',
  on: 'AWS::AutoScaling::AutoScalingGroup',
  with: ['AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::LaunchTemplate', 'AWS::ECS::CapacityProvider'],
  category: 'deployability',
  severity: 'high',
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'Container instances start from an image that has the ECS agent, or install it',
  why: 'It is the agent that joins the cluster. The plain images of Amazon Linux, Ubuntu, Debian and Windows do not have it; what their user data writes to /etc/ecs/ecs.config is read by nobody, no instance registers, and tasks wait.',
  fix: 'Start from the ECS-optimized image, e.g. {{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}, or install ecs-init in the user data.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-install.html'],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.'],
  presets: ['recommended', 'strict'],
  check(group, tools) {
    const { at, report, resource, undecided } = tools;
    const { of } = launchOf(group, tools);
    const path = imagePath(of);
    if (path === undefined || !PLAIN.test(path) || /ECS_Optimized/i.test(path) || !areContainerInstances(group, of, tools)) return;
    const data = userDataOf(of);
    if (data !== undefined && INSTALLS.test(data)) return;
    if (data === undefined || runsForeignCode(data)) undecided(`what the user data of ${resource(group).name} installs is not known`);
    report(at(of, 'ImageId'), `instances of ${resource(group).name} start from ${path}, an image without the ECS agent, and their user data does not install it`, { related: [[at(group), 'the Auto Scaling group']] });
  },
});
