import { judgeName } from '../../src/aws/resource-names.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-cluster/name-valid',
  on: 'AWS::ECS::Cluster',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The name of a cluster has only characters that ECS takes',
  why: 'CreateCluster refuses a ClusterName that has other characters than letters, digits, hyphens and underscores, or more than 255 of them. Dots, slashes and spaces are the usual ones.',
  fix: 'Use letters, digits, hyphens and underscores, or leave ClusterName out to have one made.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html'],
  equivalents: { preflight: ['pf-ecs-cluster-name'] },
  presets: ['recommended', 'strict'],
  check(cluster, { at, has, report, show, text, undecided }) {
    if (!has(cluster, 'ClusterName')) return;
    const name = text(cluster, 'ClusterName');
    // What ECS makes of an empty name is not documented.
    if (name.known === '') return;
    const { wrong, open } = judgeName(name, show(cluster, 'ClusterName'));
    if (wrong) report(at(cluster, 'ClusterName'), `the cluster is called "${show(cluster, 'ClusterName')}", which ${wrong}`);
    else if (open) undecided('the name is known in part only');
  },
});
