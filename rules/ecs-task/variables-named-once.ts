import { defineRule, type Place } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/variables-named-once',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A secret of a container has a name that no other variable of it has',
  why: 'Secrets become environment variables, so a name can stand in Secrets once and not in Environment beside it. RegisterTaskDefinition refuses the container otherwise, which often shows when a variable is moved to Secrets and its old value is forgotten.',
  fix: 'Remove the variable from Environment.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html'],
  errors: ['The secret name must be unique and not shared with any new or existing environment variables set on the container, such as …'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, text, undecided }) {
    const secrets = has(container, 'Secrets') ? (container.Secrets ?? []) : [];
    if (secrets.length === 0) return;
    const taken = new Map<string, { where: string; place: Place }>();
    let doubt = false;
    let found = false;
    for (const variable of container.Environment ?? []) {
      const name = has(variable, 'Name') ? text(variable, 'Name').known : '';
      if (name === undefined) doubt = true;
      else if (name !== '') taken.set(name, { where: 'Environment', place: at(variable, 'Name') });
    }
    for (const secret of secrets) {
      const name = has(secret, 'Name') ? text(secret, 'Name').known : '';
      if (name === undefined) doubt = true;
      if (name === undefined || name === '') continue;
      const first = taken.get(name);
      if (first) {
        found = true;
        report(at(secret, 'Name'), `container "${container}" has ${name} in Secrets ${first.where === 'Secrets' ? 'twice' : 'and in Environment'}`, { fix: first.where === 'Secrets' ? 'Keep one of the two.' : `Remove ${name} from Environment.`, related: [[first.place, 'the other one']] });
      } else taken.set(name, { where: 'Secrets', place: at(secret, 'Name') });
    }
    if (doubt && !found) undecided('the name of a variable is not known');
  },
});
