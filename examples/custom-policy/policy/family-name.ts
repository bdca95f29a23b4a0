import { defineRule } from 'plimsoll';

export const familyName = defineRule({
  id: 'acme/family-name',
  on: 'AWS::ECS::TaskDefinition',
  category: 'operations',
  severity: 'medium',
  summary: 'Families are called after their team: team-application',
  why: 'Costs and alarms are sorted by the team in front of the name.',
  fix: 'Name the family TEAM-APPLICATION, in small letters.',
  options: {
    teams: { type: 'array', items: { type: 'string' }, default: [], description: 'Teams that there are; any when the list is empty.' },
  },
  check(task, { at, has, report, options, show, text }) {
    if (!has(task, 'Family')) return report(at(task, 'Family'), 'the family has no name of its own');
    const family = text(task, 'Family');
    // The team may be known although the rest, such as a stage, is not.
    const teams = options.teams.length > 0 ? options.teams.join('|') : '[a-z][a-z0-9]*';
    const form = new RegExp(`^(${teams})-[a-z0-9][a-z0-9-]*$`);
    if (!family.matches(form)) report(at(task, 'Family'), `family ${show(task, 'Family')} is not called after a team`, { proof: [['teams', options.teams.join(', ') || 'any']] });
  },
});
