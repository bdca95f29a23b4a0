/** Names of log groups that are nearly those of the template: a group of the name that is asked for does not exist then. */
import type { Tools } from '../../rule.js';
import type { LogsLogGroup } from '../../types/resources.js';

/** The group among some whose name differs only by case, by slashes at its ends, or by _ for -; undefined when one of them has the very name. */
export function nearGroup(name: string, groups: readonly LogsLogGroup[], { has, text }: Pick<Tools<never>, 'has' | 'text'>): { group: LogsLogGroup; name: string } | undefined {
  const named = groups.flatMap((group) => {
    const known = has(group, 'LogGroupName') ? text(group, 'LogGroupName').known : undefined;
    return known === undefined ? [] : [{ group, name: known }];
  });
  return named.some((each) => each.name === name) ? undefined : named.find((each) => alike(each.name) === alike(name));
}

const alike = (name: string): string => name.toLowerCase().replaceAll(/^\/+|\/+$/g, '').replaceAll('_', '-');
