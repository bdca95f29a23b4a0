/**
 * Whether a role may pull an image, by its own policies and by that of the repository: in one account either is enough, between
 * accounts it takes both.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html ,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
import { type Node, nodeOf } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import { lacking, pullRequests } from './access.js';
import type { Grants, Request } from '../iam.js';
import { type Piece, pseudo } from './name-pattern.js';
import { eitherAllows, saysOf } from './resource-policy.js';

export interface Pull {
  /** What nothing allows the role. */
  lacks: readonly Request[];
  /** The repository is of another account and does not let the role in. */
  closed: boolean;
  doubt: string | undefined;
}

/** The account of a repository when it is certainly another one than that of the task. */
export function foreignAccount(repository: readonly Piece[], task: Node): string | undefined {
  const own = pseudo(task, 'AWS::AccountId');
  const account = repository.map((piece) => (typeof piece === 'string' ? piece : '?')).join('').split(':')[4];
  return typeof own === 'string' && account !== undefined && /^\d{12}$/.test(account) && account !== own ? account : undefined;
}

/** What the policies of a role alone come to. */
export function pullsAlone(arn: readonly Piece[], grants: Grants): Pull {
  return { ...lacking(grants, pullRequests(arn)), closed: false };
}

/** What they come to together with the policy of the repository. */
export function pullsFrom(repository: object, arn: readonly Piece[], role: object, task: Node, grants: Grants): Pull {
  const alone = pullsAlone(arn, grants);
  const policy = peek(repository, 'RepositoryPolicyText');
  const layers = pullRequests(arn).slice(1);
  const said = layers.map((request) => saysOf([policy], nodeOf(role), request));
  if (foreignAccount(arn, task) === undefined) {
    const verdicts = layers.map((request, index) => ({ request, verdict: eitherAllows(said[index] as (typeof said)[number], grants, request) }));
    const entered = new Set(verdicts.filter(({ verdict }) => verdict.answer !== 'denied').map(({ request }) => request.action));
    const unknown = verdicts.flatMap(({ verdict }) => (verdict.answer === 'unknown' ? [verdict.reason] : []));
    return { lacks: alone.lacks.filter(({ action }) => !entered.has(action)), closed: false, doubt: alone.doubt ?? unknown[0] };
  }
  const closed = said.some(({ allows, delegates, denies }) => denies === true || (allows === false && delegates === false));
  const doubt = said.flatMap(({ allows, delegates, denies }) => (allows === true || delegates === true ? [denies] : [allows, delegates, denies])).find((each) => each instanceof Unknown);
  return { lacks: alone.lacks, closed, doubt: alone.doubt ?? (doubt instanceof Unknown ? doubt.reason : undefined) };
}
