/** What the command line says of a scan. */
import { resolve } from 'node:path';
import { UsageError } from '../load/parameters.js';
import type { Host, Values } from '../main.js';
import type { ScanRequest } from './scan.js';

/** @throws UsageError for what does not go together */
export function scanRequest(values: Values, host: Pick<Host, 'cwd' | 'env'>): ScanRequest {
  const share = Number(values['rate-share'] ?? 0.5);
  if (!(share > 0 && share <= 1)) throw new UsageError(`--rate-share takes a number above 0, at most 1, not "${values['rate-share']}"`);
  const scope = values.scope ?? 'latest+used';
  if (scope !== 'latest+used' && scope !== 'used') throw new UsageError(`--scope takes latest+used or used, not "${scope}"`);
  if (values.accounts !== undefined && values.organization) throw new UsageError('--accounts and --organization exclude each other');
  for (const tag of values['account-tag'] ?? []) if (!/^[^=]+=/.test(tag)) throw new UsageError(`--account-tag takes KEY=VALUE, not "${tag}"`);
  return {
    cwd: host.cwd,
    env: host.env,
    profile: values.profile,
    regions: (values.region ?? []).flatMap((text) => text.split(',')),
    accounts: values.accounts,
    organization: values.organization === true,
    units: values.unit ?? [],
    tags: values['account-tag'] ?? [],
    role: values.role,
    externalId: values['external-id'],
    scope,
    share,
    snapshots: values.snapshots === undefined ? undefined : resolve(host.cwd, values.snapshots),
    resume: values.resume === true,
    shard: values.shard,
    outOfScope: (values['out-of-scope'] ?? []).flatMap((text) => text.split(',')),
  };
}
