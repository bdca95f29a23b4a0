import { defineRule } from '../../src/rule.js';

/** Retired versions of the Linux platform. 1.3.0 went on 16 March 2026 (in China on 15 June), the others in 2020. */
const RETIRED = new Set(['1.0.0', '1.1.0', '1.2.0', '1.3.0']);

export default defineRule({
  id: 'ecs-service/platform-version',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'A Fargate platform version is one that still runs, and is named for Fargate only',
  why: 'AWS has retired the Linux platform versions before 1.4.0: no service can be created with them and no task started. The launch type EC2 has no platform, and ECS refuses a service that names one there. Windows counts its versions by itself, so 1.0.0 is current there.',
  fix: 'Remove PlatformVersion, or set it to LATEST or 1.4.0.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-versions-retired.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-version-migration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
  ],
  equivalents: {
    securityHub: ['ECS.10'], checkov: ['CKV_AWS_332'], prowler: ['ecs_service_fargate_latest_platform_version'], awsConfig: ['ecs-fargate-latest-platform-version'], controlTower: ['CT.ECS.PR.1'],
    preflight: ['pf-ecs-service-platform-version-ec2'],
  },
  presets: ['recommended', 'strict'],
  check(service, { at, follow, has, report, show, text }) {
    if (!has(service, 'PlatformVersion')) return;
    const version = text(service, 'PlatformVersion').known;
    if (version === '') return;
    if (service.LaunchType === 'EC2') {
      report(at(service, 'PlatformVersion'), `"${service}" has launch type EC2 and platform version ${show(service, 'PlatformVersion')}, which only Fargate has`, { fix: 'Remove PlatformVersion.', edit: [{ place: at(service, 'PlatformVersion'), value: undefined }], related: [[at(service, 'LaunchType'), 'the launch type']] });
      return;
    }
    if (!RETIRED.has(service.PlatformVersion as string)) return;
    if (version === '1.0.0' && follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition')?.RuntimePlatform?.OperatingSystemFamily?.startsWith('WINDOWS')) return;
    report(at(service, 'PlatformVersion'), `"${service}" asks for Fargate platform version ${version}, which AWS has retired`, { fix: 'PlatformVersion: LATEST', edit: [{ place: at(service, 'PlatformVersion'), value: 'LATEST' }] });
  },
});
