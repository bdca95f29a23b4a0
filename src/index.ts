/** The library: run checks, write rules, read results. */
export { run, selectRules, infoOf, type Run, type RunOptions } from './run.js';
export { defineInputRule, defineRule, type OptionSchema, type OptionSchemas, type OptionsOf, type Place, type Preset, type ReportOptions, type Rule, type RuleText, type Tools, type TypeName } from './rule.js';
export { defineConfig } from './config/define.js';
export type { Config } from './types/config.js';
export { type Case, type Cases, testRule, type TestHow } from './tester.js';
// Facts of AWS that rules need.
export { parseArn } from './aws/arn.js';
export { cpuUnits, memoryMiB } from './aws/tasks/fargate.js';
export { formatImage, type Image, parseImage, pinOf } from './aws/images/image.js';
export { breaksGate, CONFIDENCES, SEVERITIES } from './finding.js';
export type * from './finding.js';
export type * from './types/resources.js';
export { rules } from '../rules/index.js';
export { REPORTERS } from './report/index.js';
export { VERSION } from './version.js';
