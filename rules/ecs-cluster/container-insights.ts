import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-cluster/container-insights',
  on: 'AWS::ECS::Cluster',
  category: 'operations',
  severity: 'low',
  summary: 'A cluster collects Container Insights',
  why: 'ECS itself publishes the use of CPU and memory by service only. Container Insights adds task counts, restarts, network and storage, and with "enhanced" the same by task and container, which is what one looks at when a deployment behaves oddly. It is charged by metric.',
  fix: 'ClusterSettings: [{ Name: containerInsights, Value: enhanced }].',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterSetting.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html',
  ],
  equivalents: {
    securityHub: ['ECS.12'], checkov: ['CKV_AWS_65'], trivy: ['AWS-0034'], kics: ['cfn/ecs_cluster_container_insights_disabled', 'tf/ecs_cluster_container_insights_disabled'], cdkNag: ['AwsSolutions-ECS4'],
    prowler: ['ecs_cluster_container_insights_enabled'], awsConfig: ['ecs-container-insights-enabled'], controlTower: ['CT.ECS.PR.2'],
  },
  presets: ['strict'],
  check(cluster, { at, report }) {
    const setting = cluster.ClusterSettings?.find(({ Name }) => Name === 'containerInsights');
    if (setting?.Value === 'enabled' || setting?.Value === 'enhanced') return;
    if (setting) report(at(setting, 'Value'), `cluster "${cluster}" has Container Insights turned off`, { fix: 'Value: enhanced' });
    // The account may turn it on for all new clusters.
    else report(at(cluster, 'ClusterSettings'), `cluster "${cluster}" does not turn on Container Insights`, { confidence: 'likely' });
  },
});
