/**
 * Who may mount a file system of EFS. What its policy or those of a role allow is allowed, and without a policy everybody may do everything
 * who reaches a mount target. Of conditions only four keys are enforced for clients.
 *
 * Sources: https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html ,
 * https://github.com/aws/aws-cdk/issues/33669 (a policy that allows writing alone keeps everybody out)
 */
import { nodeOf } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { EcsTaskDefinition, EcsTaskDefinitionVolume, EfsFileSystem } from '../../types/resources.js';
import type { Judged, Request } from '../iam.js';
import { arnHead, arnHere, holds, type Piece, piecesOf } from './name-pattern.js';
import { isObject, members, some, statementsOf } from './policy.js';
import { type Caller, eitherAllows, saysOf } from './resource-policy.js';
import { grantsOf } from './role-policies.js';

export type ClientAction = 'elasticfilesystem:ClientMount' | 'elasticfilesystem:ClientWrite';

/** How a task mounts a file system. */
export interface Client {
  /** Who signs in; without one the client is anonymous. */
  role?: Caller;
  encrypted: boolean;
  /** The id of the access point, if one is used. */
  accessPoint: Piece | undefined;
}

/** Whether a client may do that on a file system. */
export function mayUse(fileSystem: EfsFileSystem, action: ClientAction, client: Client): Judged {
  const policy = peek(fileSystem, 'FileSystemPolicy');
  if (policy === undefined) return { answer: 'allowed' };
  const node = nodeOf(fileSystem);
  const request: Request = {
    action,
    resources: [arnHere(node)],
    context: {
      'aws:securetransport': [String(client.encrypted)],
      'elasticfilesystem:accessedviamounttarget': ['true'],
      'elasticfilesystem:accesspointarn': client.accessPoint === undefined ? null : [...arnHead(node, 'elasticfilesystem'), 'access-point/', ...piecesOf(client.accessPoint)],
    },
  };
  const said = saysOf([policy], client.role?.node, request);
  const byAccount = said.delegates === false ? false : new Unknown('whether the account lets its role in is not known', 'reference');
  return eitherAllows({ ...said, allows: some([said.allows, byAccount], (answer) => answer) }, client.role?.grants, request);
}

/** Whom a policy lets do that, a line a statement, for the proof. */
export function allowedBy(fileSystem: EfsFileSystem, action: ClientAction): string[] {
  const lines = statementsOf(peek(fileSystem, 'FileSystemPolicy')).flatMap((statement) => {
    if (peek(statement, 'Effect') !== 'Allow' || !members(statement, 'Action').some((value) => typeof value === 'string' && holds([value.toLowerCase()], [action.toLowerCase()]) === true)) return [];
    const principal = peek(statement, 'Principal');
    const who = isObject(principal) && !(principal instanceof Unknown) ? members(principal, 'AWS') : [principal];
    const condition = peek(statement, 'Condition');
    const keys = isObject(condition) && !(condition instanceof Unknown) ? Object.keys(condition).flatMap((operator) => { const tests = peek(condition, operator); return isObject(tests) && !(tests instanceof Unknown) ? Object.keys(tests) : []; }) : [];
    return [`${action} to ${who.map((each) => (each instanceof Unknown ? each.label : String(each))).join(', ')}${keys.length > 0 ? ` by ${keys.join(', ')}` : ''}`];
  });
  return lines.length > 0 ? lines.slice(0, 3) : [`nobody ${action}`];
}

type MountTools = Pick<Tools<'AWS::EFS::FileSystem' | 'AWS::IAM::ManagedPolicy' | 'AWS::IAM::Policy' | 'AWS::IAM::Role' | 'AWS::IAM::RolePolicy'>, 'companions' | 'follow' | 'has' | 'siblings'>;

/** What becomes of an action on the file system of a volume, and how the task asks for it; undefined where nothing restricts it. */
export function judgeVolume(volume: EcsTaskDefinitionVolume, task: EcsTaskDefinition, action: ClientAction, tools: MountTools): { verdict: Judged; fileSystem: EfsFileSystem; client: Client } | undefined {
  const efs = volume.EFSVolumeConfiguration;
  const fileSystem = efs && tools.follow(efs, 'FilesystemId', 'AWS::EFS::FileSystem');
  if (!fileSystem || !tools.has(fileSystem, 'FileSystemPolicy')) return undefined;
  const access = efs.AuthorizationConfig;
  const anonymous: Client = { encrypted: efs.TransitEncryption === 'ENABLED', accessPoint: access && (peek(access, 'AccessPointId') as Piece | undefined) };
  const verdict = mayUse(fileSystem, action, anonymous);
  // What anybody may, a role may too.
  if (verdict.answer === 'allowed') return undefined;
  if (access?.IAM !== 'ENABLED') return { verdict, fileSystem, client: anonymous };
  const role = tools.has(task, 'TaskRoleArn') ? tools.follow(task, 'TaskRoleArn', 'AWS::IAM::Role') : undefined;
  // Without a role there is nobody to sign in, which is another mistake.
  if (!role) return undefined;
  const client: Client = { ...anonymous, role: { node: nodeOf(role), grants: grantsOf(role, tools) } };
  return { verdict: mayUse(fileSystem, action, client), fileSystem, client };
}
