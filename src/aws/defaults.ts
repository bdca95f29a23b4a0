/**
 * Effective values of properties that nobody wrote: one table for every source. They are the prototypes of lowered objects, so
 * that reading gives the default, while `written()` still tells what stands in the file. Defaults that depend on the account
 * (log driver mode, cluster strategy, default VPC) are left out: absent there means unknown to a rule that asks `has`.
 *
 * Sources: ECS API reference of RegisterTaskDefinition and CreateService; Elastic Load Balancing v2 CreateTargetGroup;
 * ECR CreateRepository; EFS CreateFileSystem (CloudFormation resource reference says the same).
 */
type Values = Record<string, unknown>;

const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Values>>>> = {
  'AWS::ECS::TaskDefinition': {
    ContainerDefinition: { Essential: true },
    PortMapping: { Protocol: 'tcp' },
    EFSVolumeConfiguration: { TransitEncryption: 'DISABLED' },
    AuthorizationConfig: { IAM: 'DISABLED' },
  },
  'AWS::ECS::Service': {
    '': { SchedulingStrategy: 'REPLICA' },
    AwsVpcConfiguration: { AssignPublicIp: 'DISABLED' },
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { '': { TargetType: 'instance' } },
  'AWS::ECR::Repository': { EncryptionConfiguration: {}, ImageScanningConfiguration: { ScanOnPush: false } },
};

/** What every lowered object can do: print itself by its name. Printing never ends a look. */
const BASE: object = Object.freeze(
  // Not `toString`, which a property of the user's may be called.
  Object.defineProperty(Object.create(null) as object, Symbol.toPrimitive, {
    value(this: object) {
      return describe(this);
    },
    enumerable: false,
  }),
);

let describe: (object: object) => string = () => 'object';

/** Sets how objects print; the graph knows their names. */
export function printWith(printer: (object: object) => string): void {
  describe = printer;
}

const prototypes = new Map<string, object>();

/** The prototype with the defaults of a definition (`''` is the resource itself). */
export function defaultsOf(type: string, definition: string | undefined): object {
  const values = definition === undefined ? undefined : DEFAULTS[type]?.[definition];
  if (!values) return BASE;
  const key = `${type} ${definition}`;
  let prototype = prototypes.get(key);
  if (!prototype) {
    prototype = Object.create(BASE) as object;
    for (const [name, value] of Object.entries(values)) Object.defineProperty(prototype, name, { value, enumerable: true, writable: true });
    // Not frozen: a frozen prototype would forbid the object's own property of the same name.
    prototypes.set(key, prototype);
  }
  return prototype;
}
