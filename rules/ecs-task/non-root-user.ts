import { defineRule } from '../../src/rule.js';

/** `root`, `0`, with or without a group. */
const ROOT = /^(?:root|0+)(?::|$)/;

export default defineRule({
  id: 'ecs-task/non-root-user',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['Docker::Image'],
  category: 'security',
  severity: 'medium',
  summary: 'Linux containers do not run as root',
  why: 'Root in a container is root to the kernel: with a writable mount, a host namespace or a hole in the runtime it is root on the instance. ECS hands User to the runtime as written, so root, 0, 0:GROUP and root:GROUP are all root. Without User the image decides, by the last USER line of its Dockerfile. Where that Dockerfile is known to build the image (an asset of a CDK app, for example) it is read; else a missing User is undecided here, where AWS Config and others call it a finding.',
  fix: 'Set User to a user or number of the image that is not root, such as 1000:1000.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html'],
  equivalents: { securityHub: ['ECS.20'], awsConfig: ['ecs-task-definition-linux-user-non-root', 'ecs-task-definition-nonroot-user'], controlTower: ['CT.ECS.PR.3'] },
  presets: ['security', 'strict'],
  check(container, { at, follow, has, report, show, text }, task) {
    const user = has(container, 'User') ? text(container, 'User') : undefined;
    // Of a partly known user the part before the colon decides.
    const name = user?.known ?? (user?.head.includes(':') ? user.head : undefined);
    if (name && !ROOT.test(name)) return;
    if (task.RuntimePlatform?.OperatingSystemFamily?.startsWith('WINDOWS')) return;
    if (name) return report(at(container, 'User'), `container "${container}" runs as root (User ${show(container, 'User')})`);
    if (container.User || !has(container, 'Image')) return;
    const image = follow(container, 'Image', 'Docker::Image');
    // Without a User the image decides.
    if (image?.User !== undefined && ROOT.test(image.User)) report(at(container), `container "${container}" runs as root: it names no User, and ${image} ends as ${image.User}`, { related: [[at(image, 'User'), 'the user of the image']], fix: 'USER with another user at the end of the Dockerfile, or User here.' });
  },
});
