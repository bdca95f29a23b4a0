import { parseImage } from '../../src/aws/images/image.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/image-platform-fits',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'medium',
  // A name is only a name.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'The name of an image does not speak of another platform than its task runs on',
  why: 'On Fargate a task without RuntimePlatform runs on Linux and X86_64. An image that is built for ARM64 only, as its name or tag says, or for Windows, cannot start there: "exec format error", or no matching manifest.',
  fix: 'RuntimePlatform: { CpuArchitecture: ARM64, OperatingSystemFamily: LINUX }, or an image for the platform of the task.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html'],
  errors: ['exec … exec format error', 'CannotPullContainerError: … image manifest does not contain descriptor matching platform …'],
  presets: ['recommended', 'reliability', 'strict'],
  check(container, { at, report, text }, task) {
    if (!task.RequiresCompatibilities?.includes('FARGATE')) return;
    const image = text(container, 'Image').known;
    const says = image === undefined ? undefined : platformOf(image);
    if (!says) return;
    const platform = task.RuntimePlatform;
    const system = platform?.OperatingSystemFamily ?? 'LINUX';
    const windows = system.startsWith('WINDOWS');
    // Windows is X86_64, whatever else the name says.
    const runs = says === 'WINDOWS' || windows ? (windows ? 'WINDOWS' : system) : (platform?.CpuArchitecture ?? 'X86_64');
    if (windows && says === 'X86_64') return;
    if (runs === says) return;
    report(at(container, 'Image'), `image "${image}" of container "${container}" is for ${says}, but its task runs on ${runs}${platform ? '' : ', the default'}`, { fix: says === 'ARM64' || says === 'X86_64' ? `RuntimePlatform: { CpuArchitecture: ${says}, OperatingSystemFamily: LINUX }, or an image for ${runs}.` : 'RuntimePlatform with the family of the image.' });
  },
});

/** The platform that a repository or tag names: a part of its own, as in `web:1.2-arm64` or `arm64v8/nginx`. */
function platformOf(reference: string): 'ARM64' | 'X86_64' | 'WINDOWS' | undefined {
  const image = parseImage(reference);
  if (!image) return undefined;
  const words = `${image.repository}/${image.tag ?? ''}`.toLowerCase().split(/[^a-z0-9_]+/);
  const arm = words.some((word) => /^(?:arm64|arm64v8|aarch64)$/.test(word));
  const x86 = words.some((word) => /^(?:amd64|x86_64|x64)$/.test(word));
  if (arm !== x86) return arm ? 'ARM64' : 'X86_64';
  return words.some((word) => /^(?:windowsservercore|nanoserver|servercore)$/.test(word)) ? 'WINDOWS' : undefined;
}
