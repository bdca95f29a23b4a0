/**
 * The other side of the joint oracle, in a process of its own, because its engine can hang or die: for every template named on stdin,
 * a line of JSON with what AWS's validator and cdk-preflight's rules say of it. The folder named by PLIMSOLL_ORACLE holds both packages.
 */
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Diagnostic, Said } from './compare.js';

interface Validator {
  RegoEngine: new (options: { customRules: readonly { name: string; content: string }[] }) => { validateStandard(template: object, options: object): { diagnostics?: readonly Diagnostic[] } };
  TemplateFile: new (path: string) => object;
}
interface Preflight {
  BUNDLED_RULES: readonly { id: string; resourceTypes: readonly string[]; rego: string }[];
  BUNDLED_LIBS: readonly { name: string; rego: string }[];
}

/** The types whose rules are run; more of them only cost time. */
const OURS = /^AWS::(ApplicationAutoScaling|AutoScaling|ECR|ECS|EFS|ElasticLoadBalancingV2|Events|Logs|Scheduler)::/;
const HEADER = /^package cdk_preflight\s+import rego\.v1\n/;

const load = createRequire(`${process.env.PLIMSOLL_ORACLE}/`);
const validator = load('@aws/cloudformation-validate') as Validator;
const { BUNDLED_LIBS, BUNDLED_RULES } = load('cdk-preflight/lib/rules.generated.js') as Preflight;

const rules = BUNDLED_RULES.filter(({ resourceTypes }) => resourceTypes.some((type) => OURS.test(type)));
// One module for all rules: a module each takes the engine half a minute to compile.
const customRules = [...BUNDLED_LIBS.map(({ name, rego }) => ({ name, content: rego })), { name: 'rules', content: `package cdk_preflight\n\nimport rego.v1\n${rules.map(({ rego }) => rego.replace(HEADER, '')).join('\n')}` }];
const engine = new validator.RegoEngine({ customRules });
const options = { pseudoParameterOverrides: { accountId: '111122223333', region: 'eu-central-1' } };

const say = (said: Said): void => void process.stdout.write(`${JSON.stringify(said)}\n`);
say({ file: '', rules: rules.length });
for await (const file of createInterface({ input: process.stdin })) {
  try {
    const { diagnostics = [] } = engine.validateStandard(new validator.TemplateFile(file), options);
    say({ file, diagnostics: diagnostics.filter(({ severity }) => severity === 'ERROR' || severity === 'FATAL') });
  } catch (error) {
    say({ file, error: String(error).split('\n')[0] as string });
  }
}
