/** ECS Exec in tasks that a schedule or an event starts. Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
import type { Tools } from '../../rule.js';
import type { EventsRuleTarget } from '../../types/resources.js';
import type { Target } from './run-task.js';

/** Reports a target that enables ECS Exec for a task definition without a task role. Its input may bring a role of its own, and an event may be the input. */
export function checkExec(target: Target, { at, follow, has, report, resource, text, undecided }: Pick<Tools<'AWS::ECS::TaskDefinition'>, 'at' | 'follow' | 'has' | 'report' | 'resource' | 'text' | 'undecided'>): void {
  const parameters: { readonly EnableExecuteCommand?: boolean; readonly TaskDefinitionArn?: string } | undefined = target.EcsParameters;
  if (!parameters?.EnableExecuteCommand) return;
  const task = follow(parameters, 'TaskDefinitionArn', 'AWS::ECS::TaskDefinition');
  if (!task || has(task, 'TaskRoleArn') || (has(target, 'Input') && text(target, 'Input').includes('taskRoleArn'))) return;
  const event = target as EventsRuleTarget;
  if (has(event, 'InputPath')) undecided('the event may bring a task role');
  const template = has(event, 'InputTransformer') ? event.InputTransformer : undefined;
  if (template && has(template, 'InputTemplate') && text(template, 'InputTemplate').includes('taskRoleArn')) return;
  report(at(parameters, 'EnableExecuteCommand'), `ECS Exec is enabled, but task definition "${resource(task).name}" has no task role, so every run is refused`, {
    fix: 'TaskRoleArn in the task definition, or EnableExecuteCommand: false here.',
    related: [[at(task, 'TaskRoleArn'), 'no task role']],
  });
}
