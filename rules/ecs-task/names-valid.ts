import { judgeName } from '../../src/aws/resource-names.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/names-valid',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The names of a task definition have only characters that ECS takes',
  why: 'RegisterTaskDefinition refuses a family, container name or volume name that has other characters than letters, digits, hyphens and underscores, or more than 255 of them. Dots, slashes and spaces are the usual ones.',
  fix: 'Use letters, digits, hyphens and underscores.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html'],
  equivalents: { preflight: ['pf-ecs-taskdef-family'] },
  presets: ['recommended', 'strict'],
  check(task, { at, has, report, show, text, undecided }) {
    let open = false;
    if (has(task, 'Family')) judge(task, 'Family', 'the family');
    for (const container of task.ContainerDefinitions ?? []) if (has(container, 'Name')) judge(container, 'Name', 'the container');
    for (const volume of task.Volumes ?? []) if (has(volume, 'Name')) judge(volume, 'Name', 'the volume');
    if (open) undecided('a name is known in part only');

    /** Reports a name that is wrong in what is known of it. */
    function judge<T extends object>(object: T, property: keyof T & string, what: string): void {
      const name = judgeName(text(object, property), show(object, property));
      const { wrong } = name;
      if (wrong) report(at(object, property), `${what} is called "${show(object, property)}", which ${wrong}`, what === 'the volume' ? { confidence: 'likely' } : {});
      else open ||= name.open;
    }
  },
});
