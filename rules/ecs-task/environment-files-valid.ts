import { parseArn } from '../../src/aws/arn.js';
import { defineRule } from '../../src/rule.js';

const MOST = 10;

export default defineRule({
  id: 'ecs-task/environment-files-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Environment files are S3 objects by ARN, end in .env, and are at most ten',
  why: 'EnvironmentFiles takes the ARN of an object in S3 (arn:aws:s3:::bucket/key), not its address; RegisterTaskDefinition answers another text with "Invalid arn syntax" and an eleventh file with a refusal. The file must have the extension .env.',
  fix: 'Write the ARN of the object: arn:aws:s3:::BUCKET/PATH/NAME.env.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EnvironmentFile.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html'],
  equivalents: { preflight: ['pf-ecs-environment-files-type', 'pf-ecs-environment-files-max'] },
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, show, text }) {
    const files = (container.EnvironmentFiles ?? []).filter((file) => has(file, 'Value'));
    if (files.length > MOST) report(at(container, 'EnvironmentFiles'), `container "${container}" loads ${files.length} environment files, and ECS takes ${MOST}`, { fix: 'Join some of the files.' });
    const isKnown = (file: (typeof files)[number]): boolean => text(file, 'Value').known !== undefined;
    // What is known in full first: one unknown file then hides no other.
    for (const file of [...files.filter(isKnown), ...files.filter((each) => !isKnown(each))]) {
      const value = text(file, 'Value');
      const arn = value.known === undefined ? undefined : parseArn(value.known);
      const says = (what: string, options: { severity?: 'medium'; confidence?: 'likely' } = {}): void => report(at(file, 'Value'), `container "${container}": environment file ${show(file, 'Value')} ${what}`, options);
      // `${Bucket.Arn}/app.env` starts with what only AWS knows, and need not be asked.
      if ((value.known !== undefined || value.head !== '') && !value.startsWith('arn:')) says('is no ARN');
      else if (value.known !== undefined && (arn?.service !== 's3' || !/^[^/]+\/./.test(arn.resource))) says('is not the ARN of an object in S3', { confidence: 'likely' });
      else if (!value.endsWith('.env')) says('does not end in .env', { severity: 'medium', confidence: 'likely' });
    }
  },
});
