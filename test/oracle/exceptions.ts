/**
 * Errors of the other side that are no findings of ours on that resource, each with its evidence. An entry is as narrow as its reason: a
 * message, a type, a file. One that nothing needs any more fails the test.
 */
import type { Exception } from './compare.js';

/** Their engine puts a parameter's Default into a branch of Fn::If that is taken only when the parameter is something else. */
const BRANCH = 'the empty Default stands in a branch of Fn::If whose condition is that the parameter is not empty; the templates deploy';
/** An operand of the proof is not known, and theirs takes it for absent. */
const UNKNOWN = 'what decides is a parameter without a value or lives elsewhere: our look is undecided';
const LANGUAGE = 'a name that leads nowhere in the template; ValidateTemplate refuses it before anything is made, and cfn-lint shows it in every editor';

export const EXCEPTIONS: readonly Exception[] = [
  // The template language.
  { rule: 'F1018', why: LANGUAGE },
  { rule: 'F1020', why: LANGUAGE },
  { rule: 'E3005', why: LANGUAGE },
  { rule: 'E8002', why: LANGUAGE },
  { rule: 'F3003', message: /is a required property/, why: 'the schema of the template, which CloudFormation and cfn-lint check; ours are the mistakes that fit the schema' },
  { rule: 'E1029', message: /Command/, why: 'a shell in the container expands the variable: the command is started by sh -c' },
  { rule: 'E1029', message: /COPILOT_/, why: 'the text is completed by the tool that writes the template' },

  // Branches that are not taken.
  { rule: 'E1156', message: /^'' does not match/, why: BRANCH },
  { rule: 'E3511', message: /ARN '' does not match/, why: BRANCH },
  { rule: 'F3031', message: /^'' does not match pattern/, why: BRANCH },
  { rule: 'F3033', message: /^length 0 is below/, why: BRANCH },
  { rule: 'pf-ecs-environment-files-type', message: /environment file ''/, why: BRANCH },
  { rule: 'E3052', file: /aws-microservices-deploy-options/, why: 'the service exists only where the condition EC2 holds, and the network mode is awsvpc only where Fargate holds; one parameter cannot be both' },
  { rule: 'E3054', message: /^\[''\]/, why: UNKNOWN },
  { rule: 'pf-efs-mount-target-availability-zone', message: /OnlyInTest/, why: 'the two never exist together: one has the condition that it is a test, the other that it is not' },
  { rule: 'pf-elbv2-listener-cert-insecure-protocol', message: /__conditional/, why: 'protocol and certificate depend on one condition: HTTPS exactly where there is a certificate' },
  { rule: 'pf-ecs-svc-registries-multiple', message: /declares 3 service registries/, why: 'the three are the arguments of Fn::If; each branch has one registry or none' },

  // What is not known.
  { rule: 'pf-ecs-svc-lb-container-name-missing', file: /copilot-cli/, why: 'the container is called by a parameter without a default; that it is not the name beside it cannot be known' },
  { rule: 'pf-ecr-lifecycle-policy-syntax', message: /is not a JSON object/, file: /lifecycle-policy\/cases/, why: UNKNOWN },
  { rule: 'pf-ecs-svc-capacity-provider-zero-weight', file: /strategy-valid\/cases/, why: UNKNOWN },
  { rule: 'pf-ecs-svc-connect-without-namespace', file: /service-connect-valid\/cases/, why: 'the cluster is not in the template, and may have a default namespace: our look is undecided' },
  { rule: 'pf-ecs-container-memory-required', file: /container-memory-set\/cases/, why: 'whether the task runs on Fargate, where the task has the memory, is not known: our look is undecided' },
  { rule: 'pf-efs-kms-key', file: /file-system-valid\/cases/, why: UNKNOWN },
  { rule: 'pf-ecs-service-codedeploy-lb', file: /fixtures\/rules/, why: 'without a TaskDefinition it is an update that leaves all that CodeDeploy looks after, load balancers too, as it is' },

  { rule: 'pf-ecs-svc-ebs-name-not-in-taskdef', file: /volumes-configured\/cases/, why: UNKNOWN },
  { rule: 'pf-ecs-proxy-configuration-missing-required-props', file: /proxy-configuration-valid\/cases/, why: 'the name of a property is a parameter, or the one that lacks is EgressIgnoredIPs, which the CDK leaves out by default' },
  { rule: 'pf-ecs-fargate-ephemeral-storage-ec2', file: /ephemeral-storage-valid\/cases/, why: 'the kind of task is a parameter, or the property is AWS::NoValue' },
  { rule: 'E3052', file: /ingress-port-free\/cases/, why: 'a fixture about ports, whose services are partly written' },
  { rule: 'pf-ecs-svc-connect-without-namespace', file: /(ingress-port-free|infrastructure-role-assumable)\/cases/, why: 'the cluster is not in the template, and may have a default namespace: our look is undecided' },
  { rule: 'pf-ecs-cluster-name', message: /\$STAGE/, why: 'a deploy tool fills the name in: our look is undecided' },
  { rule: 'pf-ecs-service-name', message: /\$STAGE/, why: 'a deploy tool fills the name in: our look is undecided' },
  { rule: 'pf-ecs-taskdef-family', message: /\{\{ stage|\(\(family/, why: 'a deploy tool fills the name in: our look is undecided' },

  // Said on another resource, or of the file.
  { rule: 'E3019', ours: /names-distinct/, why: 'said of the second, with the first beside it' },
  { rule: 'E3019', file: /provider-valid\/cases/, why: 'a fixture about what else is wrong with capacity providers, two of which have one name' },
  { rule: 'pf-ecr-pull-through-cache-credential', file: /pull-through-image/, why: 'a fixture about images, whose cache rules are partly written' },
  { rule: 'pf-efs-mount-target-network', file: /dns-for-names\/cases/, why: 'a fixture about names, whose mount targets stand in two networks' },
  { rule: 'E3019', file: /default-strategy-valid\/cases/, why: 'a fixture of many associations of one cluster, which would replace one another' },
  { rule: 'E3054', ours: /launch-type-compatible/, why: 'said of the service that asks for Fargate' },
  { rule: 'F0000', ours: /unique-keys/, why: 'said of the file' },

  // Where the facts differ.
  { rule: 'pf-ecs-container-memory-reservation', message: /above Memory 0/, why: 'a container without Memory has no hard limit rather than one of 0; a reservation alone is enough (API reference: at least one of the two). CDK deploys ten such stacks in its integration tests' },
  { rule: 'pf-ecs-host-network-host-port-mismatch', message: /to host port 0 /, why: "0 asks for any port; CDK's integration test of host mode deploys HostPort 0, and AWS documents no refusal" },
  { rule: 'pf-ecs-svc-binpack-field', message: /'(CPU|MEMORY)'/, why: "ECS takes the field in any case; CDK's binpack strategies write CPU and MEMORY, and its integration tests deploy them" },
  { rule: 'pf-ecs-cluster-name', message: /ClusterName '' /, why: 'an empty text; nobody has shown that it counts as a name' },
  { rule: 'pf-ecs-svc-role-without-load-balancers', file: /role-valid\/cases/, why: 'an empty text; nobody has shown that it counts as a role' },
  { rule: 'F3034', message: /^0 is less than the minimum/, why: 'a throughput of 0 stands for none' },
  { rule: 'pf-efs-throughput-mode', file: /file-system-valid\/cases/, why: 'a throughput of 0 stands for none' },
  { rule: 'pf-ecs-cp-name-reserved-prefix', message: /'EcsShop'/, why: 'only the lower-case prefixes are documented, and nobody has shown the refusal of others' },
  { rule: 'pf-efs-file-system-policy', message: /denies elasticfilesystem:PutFileSystemPolicy to every principal/, why: 'the statement has the condition aws:SecureTransport false, so it denies nothing to a caller over TLS; the console writes it so' },
  { rule: 'pf-ecs-svc-capacity-provider-multiple-base', file: /strategy-valid\/cases/, why: 'one of the two bases is 0, which is the default; nobody has shown that it counts as defined' },
  { rule: 'pf-ecs-svc-min-healthy-over-max-percent', file: /deployment-percentages-valid\/cases/, why: 'the percentages are those of rolling updates; CodeDeploy and blue/green deployments do not use them' },
  { rule: 'pf-ecs-service-platform-version-ec2', file: /platform-version\/cases/, why: 'an empty text; nobody has shown that it counts as a version' },
  { rule: 'pf-elbv2-hc-timeout-interval', message: /HealthCheckTimeoutSeconds 10 is not smaller than HealthCheckIntervalSeconds 10/, why: 'a target group for TCP, whose timeout was fixed at 10 seconds at either interval for years' },
  { rule: 'pf-elbv2-tcp-health-check-path', file: /ipv-core-front/, why: 'the target is a load balancer: it is checked over HTTP when nothing else is said, and HTTP takes a path' },
  { rule: 'F3002', file: /known-fields\/macro/, why: 'a macro of the template may take the property out' },
  { rule: 'F3002', message: /EarlySuccessCriteria|Gravity/, why: 'a property that one schema has and another does not yet; what no near name explains is not called a mistake' },
  { rule: 'F3002', message: /Fn::Ref:/, why: LANGUAGE },
  { rule: 'F3017', message: /some-key-uuid/, why: 'a made-up key; CloudWatch Logs takes any text of that length as an id, and looks for the key' },
  { rule: 'F3006', type: /PublicRepository/, why: 'public repositories live in us-east-1 only; the region is the one that this test gives to all' },
  { rule: 'pf-ecs-svc-registries-port-with-awsvpc', file: /ecs-ec2-crossvpc-with-tls/, why: 'a ContainerName without a port; the refusal that they quote is of containerPort, and these services of an AWS walkthrough have none' },
  { rule: 'pf-events-target-role-required', file: /target-has-role\/cases/, why: 'the role stands on the rule' },
  { rule: 'pf-events-target-input-json', file: /target-parameters-valid\/cases/, why: 'a target that runs no task' },
  { rule: 'pf-scheduler-target-input-json', file: /target-parameters-valid\/cases/, why: 'a target that runs no task' },
];
