/**
 * What an auditor counts: for each account, region and control how many looks passed, failed, stayed undecided or could not be made. RFC 4180.
 * Every rule is a control of its own; it also counts for the controls of other catalogues that ask the same.
 */
import type { Looks, Reporter } from '../finding.js';
import { csvOf } from './csv.js';

const COLUMNS = ['account', 'region', 'catalogue', 'control', 'rule', 'severity', 'passed', 'failed', 'undecided', 'notEvaluated'] as const;

/** A header and a row for each control of each rule that looked at something, by account and region. */
export const controls: Reporter = ({ scan, looks, rules }) => {
  const cells: readonly { account: string; region: string; looks: Readonly<Record<string, Looks>> }[] = scan?.cells ?? [{ account: '', region: '', looks }];
  const rows = cells.flatMap(({ account, region, looks: its }) =>
    rules.flatMap(({ id, severity, equivalents }) => {
      const counted = its[id];
      if (!counted) return [];
      const all: [string, string][] = [['plimsoll', id], ...Object.entries(equivalents).flatMap(([catalogue, ids]) => ids.map((each): [string, string] => [catalogue, each]))];
      return all.map(([catalogue, control]) => [account, region, catalogue, control, id, severity, counted.passed, counted.failed, counted.undecided, counted.notEvaluated]);
    }),
  );
  return csvOf([COLUMNS, ...rows]);
};
