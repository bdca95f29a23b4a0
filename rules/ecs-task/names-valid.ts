import { filledInLater } from '../../src/aws/stand-in.js';
import { defineRule } from '../../src/rule.js';

const NAME = /^[A-Za-z0-9_-]*$/;
const LONGEST = 255;

export default defineRule({
  id: 'ecs-task/names-valid',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The names in a task definition are made of what ECS takes',
  why: 'A family, a container and a volume are called by up to 255 letters, digits, dashes and underscores. RegisterTaskDefinition refuses dots, slashes and blanks in them ("volume.name contains invalid characters").',
  fix: 'Write dashes instead.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html'],
  equivalents: { preflight: ['pf-ecs-taskdef-family'] },
  errors: ['volume.name contains invalid characters.'],
  presets: ['recommended', 'strict'],
  check(task, { at, has, report, text, undecided }) {
    const doubts: (() => unknown)[] = [];
    let found = false;
    judge(task, 'Family', 'family');
    for (const container of task.ContainerDefinitions ?? []) judge(container, 'Name', 'container');
    for (const volume of has(task, 'Volumes') ? (task.Volumes ?? []) : []) judge(volume, 'Name', 'volume');
    if (!found) doubts[0]?.();

    function judge<T extends object>(object: T, property: keyof T & string, what: string): void {
      if (!has(object, property)) return;
      const value = text(object, property);
      const name = value.known;
      // A known part that is wrong is wrong whatever stands beside it.
      const parts = name ?? value.filled('');
      if (!NAME.test(parts) && filledInLater(parts)) return void doubts.push(() => undecided(`${parts} is filled in later`));
      const wrong = /[^A-Za-z0-9_-]/.exec(parts)?.[0];
      if (name === undefined && wrong === undefined) doubts.push(() => object[property]);
      if (wrong === undefined && (name === undefined || (NAME.test(name) && name.length <= LONGEST && name !== ''))) return;
      found = true;
      const shown = name ?? value.filled('…');
      const problem = wrong === ' ' ? 'has a blank' : wrong === undefined ? (name === '' ? 'is empty' : `has ${name?.length} characters, and ECS takes ${LONGEST}`) : `has "${wrong}"`;
      report(at(object, property), `the ${what} name "${shown}" ${problem}${wrong === undefined ? '' : ', and ECS takes letters, digits, dashes and underscores'}`, name !== undefined && wrong !== undefined ? { fix: `${property}: ${name.trim().replace(/[^A-Za-z0-9_-]+/g, '-')}` } : {});
    }
  },
});
