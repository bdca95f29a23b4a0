import { networkMode } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/role-valid',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A service names a role for its load balancer only where its own would be used',
  why: 'Role comes from the time before service-linked roles: with it ECS registers instances with one load balancer. CreateService refuses it for a service without a load balancer, and wherever ECS works with its service-linked role: network mode awsvpc, several target groups, and service discovery.',
  fix: 'Remove Role: ECS uses its service-linked role AWSServiceRoleForECS.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html', 'https://github.com/aws/containers-roadmap/issues/461'],
  equivalents: { preflight: ['pf-ecs-svc-role-with-awsvpc', 'pf-ecs-svc-role-without-load-balancers'] },
  errors: ['You cannot specify an IAM role for services that require a service linked role.', 'A role was passed, but no load balancers were present.', 'IAM roles are only valid for services configured to use load balancers.'],
  presets: ['recommended', 'strict'],
  check(service, { at, follow, has, report, show, source, text }) {
    if (!has(service, 'Role')) return;
    const role = text(service, 'Role');
    // Whether the service-linked role itself may be named, or nothing, is not documented.
    if (role.known === '' || role.filled('').includes('AWSServiceRoleForECS')) return;
    const balancers = has(service, 'LoadBalancers') ? (service.LoadBalancers?.length ?? 0) : 0;
    const because = reason();
    // A service that exists may get a second target group all the same, and a parameter may be left empty.
    const sure = balancers < 2 && (role.known !== undefined || source(service, 'Role')?.kind !== 'parameter');
    if (because) report(at(service, 'Role'), `"${service}" names the role ${show(service, 'Role')}, but ${because}`, sure ? {} : { confidence: 'likely' });

    function reason(): string | undefined {
      const served = (what: string): string => `ECS serves ${what} with its service-linked role only`;
      if (balancers === 0) return 'has no load balancer for it';
      if (balancers > 1) return served('several load balancers');
      if (has(service, 'NetworkConfiguration')) return served('tasks in network mode awsvpc');
      if ((service.ServiceRegistries ?? []).length > 0) return served('service registries');
      const task = follow(service, 'TaskDefinition');
      return task && networkMode(task) === 'awsvpc' ? served('tasks in network mode awsvpc') : undefined;
    }
  },
});
