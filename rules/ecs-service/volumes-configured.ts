import { mayEqual } from '../../src/aws/names.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/volumes-configured',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A service configures exactly the volume that its task definition leaves to it',
  why: 'A volume with ConfiguredAtLaunch has no storage of its own: the service says under the same name which EBS volume its tasks get. ECS refuses a service that says nothing for it, and one that configures a volume which the task definition does not leave open.',
  fix: 'Give the volume the same name in both, with ConfiguredAtLaunch: true in the task definition.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceVolumeConfiguration.html'],
  errors: ['Volume configuration provided but no matching configuredAtLaunch volume found in task definition.'],
  presets: ['recommended', 'strict'],
  check(service, { at, follow, has, report, resource, same, show, text }) {
    // Its task sets have the task definition.
    if (service.DeploymentController?.Type === 'EXTERNAL') return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task) return;
    const open = (task.Volumes ?? []).filter((volume) => volume.ConfiguredAtLaunch && has(volume, 'Name'));
    const configured = (service.VolumeConfigurations ?? []).filter((each) => has(each, 'Name'));
    const isFor = (each: (typeof configured)[number], volume: (typeof open)[number]): boolean => mayEqual(text(each, 'Name'), text(volume, 'Name')) && same(each, 'Name', volume, 'Name');
    for (const each of configured) {
      if (open.some((volume) => isFor(each, volume))) continue;
      const closed = (task.Volumes ?? []).find((volume) => has(volume, 'Name') && text(volume, 'Name').known !== undefined && text(volume, 'Name').known === text(each, 'Name').known);
      report(at(each, 'Name'), `"${service}" configures volume "${show(each, 'Name')}", ${closed ? `which ${resource(task).name} does not leave to its launch` : `which ${resource(task).name} does not have`}`, {
        fix: closed ? 'ConfiguredAtLaunch: true in the volume of the task definition.' : open.length > 0 ? `Name: ${show(open[0] as object, 'Name' as never)}` : `Volumes: [{ Name: ${show(each, 'Name')}, ConfiguredAtLaunch: true }] in the task definition.`,
        related: [[closed ? at(closed) : at(task, 'Volumes'), 'of the task definition']],
      });
    }
    if (configured.length > 0) return;
    for (const volume of open) {
      report(at(service, 'VolumeConfigurations'), `"${service}" does not configure volume "${volume}", which its task definition leaves to the launch`, {
        fix: `VolumeConfigurations: [{ Name: ${show(volume, 'Name')}, ManagedEBSVolume: { RoleArn: …, SizeInGiB: 20 } }]`,
        related: [[at(volume, 'ConfiguredAtLaunch'), 'left to the launch']],
        confidence: 'likely',
      });
    }
  },
});
