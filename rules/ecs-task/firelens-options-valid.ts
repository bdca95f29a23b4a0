import { filledInLater } from '../../src/aws/tasks/stand-in.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/firelens-options-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A log router finds its configuration where ECS takes it from',
  why: 'The configuration of a log router is a file in its image, or on EC2 an object in S3, which is named by its ARN. RegisterTaskDefinition refuses another type, an address that begins with s3://, and s3 on Fargate.',
  fix: 'config-file-type: file with a path in the image; on EC2 also s3 with the ARN of the object.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html'],
  errors: ['Invalid arn syntax.'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, text, undecided }, task) {
    const options = container.FirelensConfiguration?.Options;
    if (!options || !has(options, 'config-file-type')) return;
    const type = text(options, 'config-file-type').known;
    if (type === undefined || filledInLater(type)) undecided('the type of the configuration file is not known');
    const place = at(options, 'config-file-type');
    if (type !== 'file' && type !== 's3') return report(place, `container "${container}": config-file-type is ${type}, and ECS takes file or s3`, { fix: 'config-file-type: file' });
    if (type === 'file') return;
    const value = has(options, 'config-file-value') ? text(options, 'config-file-value') : undefined;
    // Where parts are not known the beginning tells.
    if (value && value.head !== '' && !value.head.startsWith('arn:') && !'arn:'.startsWith(value.head) && !filledInLater(value.head)) return report(at(options, 'config-file-value'), `container "${container}": config-file-value is no ARN, which an object in S3 is named by`, { fix: `config-file-value: arn:aws:s3:::${value.head.startsWith('s3://') ? value.filled('…').slice(5) : 'BUCKET/KEY'}` });
    if (task.RequiresCompatibilities?.includes('FARGATE')) report(place, `container "${container}" takes the configuration of its log router from S3, which Fargate does not do`, { fix: 'config-file-type: file, with the file in the image.' });
  },
});
