/** What the two sides of the joint oracle said of one file, laid side by side. */
import type { Finding } from '../../src/finding.js';

/** A diagnostic of AWS's validator, or of a rule that runs in it. */
export interface Diagnostic {
  ruleId: string;
  severity: string;
  message: string;
  entity?: { logicalId: string; resourceType?: string };
  propertyPath?: string;
  startLine?: number;
}

/** What the other side says of a file; the first one names no file and counts its rules. */
export interface Said {
  file: string;
  rules?: number;
  diagnostics?: readonly Diagnostic[];
  error?: string;
}

/** Why an error of theirs is no finding of ours, with the evidence. */
export interface Exception {
  rule: string;
  /** Only where the message matches. */
  message?: RegExp;
  /** Only on these types. */
  type?: RegExp;
  /** Only in these files. */
  file?: RegExp;
  /** Only where a rule of ours says it of something else in the file. */
  ours?: RegExp;
  why: string;
}

export interface Comparison {
  agreed: Diagnostic[];
  excused: { diagnostic: Diagnostic; exception: Exception }[];
  unexplained: Diagnostic[];
  /** Resources that only we accuse, as deployability. */
  oursOnly: Finding[];
}

/** The types that both sides speak of. */
const FAMILIES = /^AWS::(ApplicationAutoScaling|ECR|ECS|EFS|ElasticLoadBalancingV2|Events|Logs|Scheduler)::/;

/**
 * Compares by resource: an error of theirs is shared when we say of that resource that it cannot be deployed, or that its text is wrong.
 * @param file where it was said
 * @param diagnostics their errors
 * @param findings all of ours in the file
 */
export function compare(file: string, diagnostics: readonly Diagnostic[], findings: readonly Finding[], exceptions: readonly Exception[]): Comparison {
  const ours = new Set(findings.filter(({ category, rule }) => category === 'deployability' || rule.startsWith('input/')).map(({ resource }) => resource.name.split('/').at(-1)));
  const theirs = new Set(diagnostics.map(({ entity }) => entity?.logicalId));
  const result: Comparison = { agreed: [], excused: [], unexplained: [], oursOnly: findings.filter(({ category, resource }) => category === 'deployability' && !theirs.has(resource.name.split('/').at(-1) as string)) };
  for (const diagnostic of diagnostics) {
    const { entity, message, ruleId } = diagnostic;
    if (entity?.resourceType === undefined || !FAMILIES.test(entity.resourceType)) continue;
    const exception = exceptions.find(
      (each) => each.rule === ruleId && (each.message?.test(message) ?? true) && (each.type?.test(entity.resourceType as string) ?? true) && (each.file?.test(file) ?? true) && (each.ours === undefined || findings.some(({ rule }) => each.ours?.test(rule))),
    );
    if (ours.has(entity.logicalId)) result.agreed.push(diagnostic);
    else if (exception) result.excused.push({ diagnostic, exception });
    else result.unexplained.push(diagnostic);
  }
  return result;
}
