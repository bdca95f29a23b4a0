import { defineRule, type ReportOptions } from '../../src/rule.js';

/** Stages at which a hook of type PAUSE cannot wait. */
const NO_PAUSE = new Set(['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT']);
const MINUTES = 1440;
const MOST_PAUSE = 20160;

export default defineRule({
  id: 'ecs-service/strategy-valid',
  on: 'AWS::ECS::Service',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'A deployment strategy has its own configuration, within its limits',
  why: 'BLUE_GREEN, LINEAR and CANARY shift traffic by the configuration of their own, which ECS takes with that strategy only and within limits: percentages from 0.1 (canary) or 3 (linear) to 100, times up to 1440 minutes. A blue/green deployment must say how long both versions stay, a hook what it calls and as whom. Other deployment controllers know no strategies.',
  fix: 'Keep the configuration that belongs to Strategy, within its limits.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CanaryConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html',
  ],
  errors: ['Invalid lifecycle stage provided for Pause Hook'],
  presets: ['recommended', 'strict'],
  check(service, { at, has, report }) {
    const config = service.DeploymentConfiguration;
    if (!config) return;
    const [canary, linear, early] = [config.CanaryConfiguration, config.LinearConfiguration, config.EarlySuccessCriteria];
    // The limits hold with any strategy.
    within(config, 'BakeTimeInMinutes', 0, MINUTES, 'minutes');
    if (canary) {
      within(canary, 'CanaryPercent', 0.1, 100, '%');
      within(canary, 'CanaryBakeTimeInMinutes', 0, MINUTES, 'minutes');
    }
    if (linear) {
      within(linear, 'StepPercent', 3, 100, '%');
      within(linear, 'StepBakeTimeInMinutes', 0, MINUTES, 'minutes');
    }
    for (const hook of config.LifecycleHooks ?? []) {
      const stage = hook.TargetType === 'PAUSE' && hook.LifecycleStages?.find((each) => NO_PAUSE.has(each));
      if (stage) report(at(hook, 'LifecycleStages'), `a hook of "${service}" pauses at ${stage}, where a deployment cannot wait`, { fix: 'Name the stage before or after it.' });
    }
    // The API reference says the rest in words (`only valid when`, `must provide`); that it refuses the service was not seen.
    const said = { severity: 'medium', confidence: 'likely' } as const;
    for (const hook of config.LifecycleHooks ?? []) {
      if (hook.TimeoutConfiguration) within(hook.TimeoutConfiguration, 'TimeoutInMinutes', 1, MOST_PAUSE, 'minutes', said);
      if ((hook.TargetType ?? 'AWS_LAMBDA') !== 'AWS_LAMBDA') continue;
      if (!has(hook, 'HookTargetArn')) report(at(hook, 'HookTargetArn'), `a hook of "${service}" calls a Lambda function, but names none`, { ...said, fix: 'HookTargetArn: the ARN of the function; or TargetType: PAUSE.' });
      else if (!has(hook, 'RoleArn')) report(at(hook, 'RoleArn'), `a hook of "${service}" has no role by which ECS may call its Lambda function`, { ...said, fix: 'RoleArn: a role that ecs.amazonaws.com may assume, with lambda:InvokeFunction.' });
    }
    if (early?.Enable) {
      for (const property of ['HealthyPercent', 'SourceServiceRevisionCleanup'] as const) if (!has(early, property)) report(at(early, property), `EarlySuccessCriteria of "${service}" are enabled without ${property}`, { ...said, fix: `${property}: ${property === 'HealthyPercent' ? 100 : 'DEFERRED'}` });
      within(early, 'HealthyPercent', 0, 100, '%', said);
      const [healthy, minimum] = [early.HealthyPercent, config.MinimumHealthyPercent];
      if (healthy !== undefined && minimum !== undefined && healthy < minimum) report(at(early, 'HealthyPercent'), `"${service}" is done at ${healthy}% healthy tasks, below its MinimumHealthyPercent of ${minimum}`, { ...said, fix: `HealthyPercent: ${minimum} or more.`, related: [[at(config, 'MinimumHealthyPercent'), 'the minimum']] });
    }
    const strategy = config.Strategy ?? 'ROLLING';
    if (strategy === 'BLUE_GREEN' && !has(config, 'BakeTimeInMinutes')) report(at(config, 'BakeTimeInMinutes'), `"${service}" is deployed blue/green, but does not say for how many minutes both versions stay`, { ...said, fix: 'BakeTimeInMinutes: 5' });
    if (canary && strategy !== 'CANARY') report(at(config, 'CanaryConfiguration'), `"${service}" has a CanaryConfiguration, but its deployment strategy is ${strategy}`, { ...said, fix: 'Strategy: CANARY, or no CanaryConfiguration.' });
    if (linear && strategy !== 'LINEAR') report(at(config, 'LinearConfiguration'), `"${service}" has a LinearConfiguration, but its deployment strategy is ${strategy}`, { ...said, fix: 'Strategy: LINEAR, or no LinearConfiguration.' });
    if (early?.Enable && strategy !== 'ROLLING') report(at(config, 'EarlySuccessCriteria'), `"${service}" has EarlySuccessCriteria, which only rolling updates have, but its deployment strategy is ${strategy}`, { ...said, fix: 'Remove EarlySuccessCriteria.', edit: [{ place: at(config, 'EarlySuccessCriteria'), value: undefined }] });
    const controller = strategy === 'ROLLING' ? undefined : service.DeploymentController;
    if (controller && (controller.Type ?? 'ECS') !== 'ECS') report(at(config, 'Strategy'), `"${service}" has deployment strategy ${strategy}, which deployment controller ${controller.Type} does not know`, { ...said, fix: 'Type: ECS in DeploymentController, or no Strategy.', related: [[at(controller, 'Type'), 'the deployment controller']] });

    function within<T extends object>(owner: T, property: keyof T & string, least: number, most: number, unit: string, more: Pick<ReportOptions, 'severity' | 'confidence'> = {}): void {
      if (!has(owner, property)) return;
      const value = owner[property] as number;
      if (value < least || value > most) report(at(owner, property), `${property} of "${service}" is ${value}, but ECS takes ${least} to ${most} ${unit}`, { ...more, fix: `${property}: ${value < least ? least : most}` });
    }
  },
});
