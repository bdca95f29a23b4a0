/**
 * What a resource does not wait for. CloudFormation makes resources side by side unless one refers to the other or depends on it, so that
 * what a service needs, but does not name itself, may come after it.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html
 */
import type { Place, ReportOptions, Tools } from '../../rule.js';
import type { EcsService } from '../../types/resources.js';

/** Whether tasks start as soon as a service is made: with the controller EXTERNAL its task sets start them. */
export function startsTasks(service: EcsService): boolean {
  return service.DesiredCount !== 0 && service.DeploymentController?.Type !== 'EXTERNAL';
}

/**
 * Reports that a resource does not wait for others. `needed` says what for, to be put after their names, and whether one or several:
 * `by which its tasks pull their images`. `behind` is what they wait for themselves.
 */
export function reportUnawaited(place: Place, user: object, late: readonly object[], needed: string, { report, resource }: Pick<Tools<never>, 'report' | 'resource'>, { behind, ...options }: ReportOptions & { behind?: object | undefined } = {}): void {
  const name = (each: object): string => resource(each).name;
  const names = late.map(name).join(', ');
  report(place, `"${name(user)}" does not wait for ${names}, ${needed}`, {
    ...(behind && { proof: [['later', `${names} waits for ${name(behind)}, "${name(user)}" does not`]] as const }),
    fix: `DependsOn: ${late.length > 1 ? `[${names}]` : names} in "${name(user)}".`,
    ...options,
  });
}
