/**
 * The model itself: what a small rule sees of a template. Rules are made here, so that nothing depends on the real ones; templates
 * are given as text, as people write them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { json } from '../src/report/json.js';
import { defineRule, type Rule, type RuleDefinition, type RuleText, type TypeName } from '../src/rule.js';
import { run, type Run, type RunOptions } from '../src/run.js';
import { ROOT } from './helpers.js';

const WORDS: Omit<RuleText, 'id'> = {
  summary: 'A rule of the tests',
  why: 'It shows what a rule sees.',
  fix: 'Nothing to fix.',
  category: 'reliability',
  severity: 'high',
  references: ['https://docs.aws.amazon.com/'],
  presets: ['recommended'],
};

/** A rule with no more than its check. */
function rule<const On extends TypeName, const Each extends string | undefined = undefined, const With extends TypeName = never>(
  given: Pick<RuleDefinition<On, Each, With>, 'on' | 'check'> & Partial<RuleDefinition<On, Each, With>>,
): Rule {
  return defineRule<On, Each, With>({ id: 'test/rule', ...WORDS, ...given } as RuleDefinition<On, Each, With>);
}

type More = Partial<Pick<RunOptions, 'region' | 'account'>> & { parameters?: Record<string, string> };

async function lint(text: string, rules: Rule | readonly Rule[], { parameters = {}, ...more }: More = {}): Promise<Run> {
  return run({ cwd: ROOT, paths: [], stdin: { name: 'template.yaml', text }, rules: [rules].flat(), parameters: new Map(Object.entries(parameters)), ...more });
}

/** What a run says, a line each: `MESSAGE`, `MESSAGE when CONDITION`, or `? REASON`. A crash fails the test. */
function lines({ result }: Run): string[] {
  assert.equal(result.errors.map(({ stack }) => stack), []);
  return [
    ...result.findings.map(({ message, when }) => (when === undefined ? message : `${message} when ${when}`)),
    ...result.undecided.map(({ reason }) => `? ${reason}`),
  ];
}

/** Says what the family is. */
const family = rule({
  on: 'AWS::ECS::TaskDefinition',
  check(task, { at, report }) {
    report(at(task, 'Family'), task.Family === undefined ? 'absent' : `"${task.Family}"`);
  },
});
/** Complains about the family `bad`. */
const bad = rule({
  on: 'AWS::ECS::TaskDefinition',
  check(task, { at, report }) {
    if (task.Family === 'bad') report(at(task, 'Family'), 'bad');
  },
});
/** Says what the list holds. */
const list = rule({
  on: 'AWS::ECS::TaskDefinition',
  check(task, { at, report }) {
    report(at(task, 'RequiresCompatibilities'), task.RequiresCompatibilities === undefined ? 'absent' : `[${task.RequiresCompatibilities.join(' ')}]`);
  },
});

/** A template with a task definition of this family, and more sections before it. */
const withFamily = (expression: string, sections = ''): string => `${sections}
Resources:
  Other:
    Type: AWS::ECS::Cluster
    Properties: { ClusterName: other }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: ${expression}
`;

const say = async (expression: string, sections = '', more: More = {}, by: Rule = family): Promise<string> => lines(await lint(withFamily(expression, sections), by, more)).join('; ');

// --- Four kinds of value -------------------------------------------------------------------------------------------------------

const test = suite('values');

test('absent, known, unknown, choice', async () => {
  assert.equal(lines(await lint('Resources: { Task: { Type: AWS::ECS::TaskDefinition, Properties: { Cpu: 256 } } }', family)), ['absent']);
  assert.equal(lines(await lint('Resources: { Task: { Type: AWS::ECS::TaskDefinition } }', family)), ['absent']);
  assert.is(await say('web'), '"web"');
  assert.is(await say('!Ref Name', 'Parameters: { Name: { Type: String } }'), '? parameter Name has no value');
  assert.is(await say('!If [Prod, bad, good]', PROD, {}, bad), 'bad when Env = prod');
});

const PROD = `
Parameters: { Env: { Type: String } }
Conditions: { Prod: !Equals [!Ref Env, prod] }`;

// --- Functions -----------------------------------------------------------------------------------------------------------------

const SECTIONS = `
Parameters:
  Env: { Type: String, Default: dev }
  Names: { Type: CommaDelimitedList, Default: 'a, b,c' }
Mappings:
  Sizes: { dev: { name: small, items: [x, y] }, prod: { name: large } }
Conditions:
  Yes: !Equals [a, a]
  No: !Not [!Equals [a, a]]
`;

const functions: [short: string, long: string, expected: string][] = [
  ['!Ref Env', '{ Ref: Env }', '"dev" when by the default of Env'],
  ['!Ref Other', '{ Ref: Other }', '? Other is known only after deployment'],
  ['!Ref Nothing', '{ Ref: Nothing }', '? Nothing is neither a parameter nor a resource of this template'],
  ['!Ref AWS::NoValue', '{ Ref: "AWS::NoValue" }', 'absent'],
  ['!GetAtt Other.Arn', '{ "Fn::GetAtt": [Other, Arn] }', '? Other.Arn is known only after deployment'],
  ['!GetAtt [Nothing, Arn]', '{ "Fn::GetAtt": Nothing.Arn }', '? Nothing is no resource of this template'],
  ['!Sub "web-${Env}"', '{ "Fn::Sub": "web-${Env}" }', '"web-dev" when by the default of Env'],
  ['!Sub ["${A}-${!Env}", { A: x }]', '{ "Fn::Sub": ["${A}-${!Env}", { A: x }] }', '"x-${Env}"'],
  ['!Sub "web-${Other.Arn}"', '{ "Fn::Sub": "web-${Other.Arn}" }', '? Other.Arn is known only after deployment'],
  ['!Join ["-", [a, b, !Ref "AWS::NoValue"]]', '{ "Fn::Join": ["-", [a, b]] }', '"a-b"'],
  ['!Join [".", !Ref Names]', '{ "Fn::Join": [".", { Ref: Names }] }', '"a.b.c" when by the default of Names'],
  ['!Select [1, !Split [",", "a,b"]]', '{ "Fn::Select": ["1", { "Fn::Split": [",", "a,b"] }] }', '"b"'],
  ['!Select [7, [a]]', '{ "Fn::Select": [7, [a]] }', '? Fn::Select finds no item 7'],
  ['!FindInMap [Sizes, dev, name]', '{ "Fn::FindInMap": [Sizes, dev, name] }', '"small"'],
  ['!FindInMap [Sizes, nowhere, name]', '{ "Fn::FindInMap": [Sizes, nowhere, name] }', '? mapping Sizes has no key nowhere'],
  ['!FindInMap [Sizes, nowhere, name, { DefaultValue: none-such }]', '{ "Fn::FindInMap": [Sizes, nowhere, name, { DefaultValue: none-such }] }', '"none-such"'],
  ['!Select [0, !FindInMap [Sizes, dev, items]]', '{ "Fn::Select": [0, { "Fn::FindInMap": [Sizes, dev, items] }] }', '"x"'],
  ['!If [Yes, a, b]', '{ "Fn::If": [Yes, a, b] }', '"a"'],
  ['!If [No, a, b]', '{ "Fn::If": [No, a, b] }', '"b"'],
  ['!Base64 text', '{ "Fn::Base64": text }', '"text"'],
  ['!ImportValue some-export', '{ "Fn::ImportValue": some-export }', '? export some-export is not in this run'],
  ['!GetAZs ""', '{ "Fn::GetAZs": "" }', '? Fn::GetAZs is known only when AWS runs it'],
  ['!Cidr ["10.0.0.0/16", 2, 8]', '{ "Fn::Cidr": ["10.0.0.0/16", 2, 8] }', '? Fn::Cidr is known only when AWS runs it'],
  ['!Transform { Name: Macro }', '{ "Fn::Transform": { Name: Macro } }', '? a macro (Fn::Transform) decides it'],
  ['!Length [a, b]', '{ "Fn::Length": [a, b] }', '"2"'],
];
for (const [short, long, expected] of functions) {
  test(`${short} is ${expected}`, async () => {
    assert.is(await say(short, SECTIONS), expected);
    assert.is(await say(long, SECTIONS), expected);
  });
}

test('wrong arguments are undecided, not a crash', async () => {
  for (const name of ['Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::Split', 'Fn::Select', 'Fn::FindInMap', 'Fn::If', 'Fn::ImportValue', 'Fn::Length', 'Fn::Equals', 'Fn::And', 'Fn::Not', 'Fn::Transform', 'Fn::Nothing']) {
    for (const argument of ['null', '1', 'true', '"x"', '[]', '{}', '[[]]', '[null]', '[{}, {}]', '[1, 2, 3]', '{"toString": 1, "valueOf": 1}', '[{"toString": 1}, {"toString": 2}, {"constructor": 3}]']) {
      const done = await lint(withFamily(`{ "${name}": ${argument} }`, SECTIONS), [family, list]);
      assert.equal(done.result.errors, [], `${name} of ${argument}`);
    }
  }
});

test('names that every object inherits are names like any other', async () => {
  for (const name of ['toString', 'constructor', 'valueOf', 'hasOwnProperty', '__proto__']) {
    assert.is(await say(`!Ref ${name}`), `? ${name} is neither a parameter nor a resource of this template`);
    assert.is(await say(`!GetAtt ${name}.Arn`), `? ${name} is no resource of this template`);
    assert.is(await say(`!Sub "x\${${name}}"`), `? ${name} is neither a parameter nor a resource of this template`);
    assert.is(await say(`!FindInMap [${name}, ${name}, ${name}]`, SECTIONS), `? mapping ${name} is not in this template`);
    assert.is(await say(`!FindInMap [Sizes, ${name}, ${name}]`, SECTIONS), `? mapping Sizes has no key ${name}`);
    assert.is(await say(`!If [${name}, bad, bad]`, SECTIONS, {}, bad), 'bad');
    assert.is(await say(`!Ref ${name}`, `Parameters: { ${name}: { Type: String, Default: known } }`), `"known" when by the default of ${name}`);
  }
});

test('a partly known text answers what its known parts suffice for', async () => {
  const ask = (question: (text: import('../src/rule.js').Text) => boolean | string | undefined): Rule =>
    rule({
      on: 'AWS::ECS::TaskDefinition',
      check(task, { at, report, text }) {
        report(at(task, 'Family'), String(question(text(task, 'Family'))));
      },
    });
  const sections = 'Parameters: { X: { Type: String } }';
  const of = async (question: Parameters<typeof ask>[0], expression = '!Sub "web-${X}:latest"'): Promise<string> => say(expression, sections, {}, ask(question));
  const doubt = '? parameter X has no value';
  assert.is(await of((t) => t.startsWith('web')), 'true');
  assert.is(await of((t) => t.startsWith('api')), 'false');
  assert.is(await of((t) => t.startsWith('web-1')), doubt);
  assert.is(await of((t) => t.endsWith(':latest')), 'true');
  assert.is(await of((t) => t.endsWith(':oldest')), 'false');
  assert.is(await of((t) => t.endsWith('1:latest')), doubt);
  assert.is(await of((t) => t.includes('b-')), 'true');
  assert.is(await of((t) => t.includes('q')), doubt);
  assert.is(await of((t) => t.matches(/^web-/)), doubt);
  assert.is(await of((t) => t.known), 'undefined');
  assert.is(await of((t) => `${t.head}|${t.tail}`), 'web-|:latest');
  assert.is(await of((t) => t.matches(/^web-/), 'web-1'), 'true');
  assert.is(await of((t) => t.startsWith('w'), '!Ref X'), doubt);
});

// --- Parameters ----------------------------------------------------------------------------------------------------------------

const parameter = (body: string): string => `Parameters: { P: { ${body} } }`;

test('parameters: given, default, empty, stand-in, of the store, lists', async () => {
  assert.is(await say('!Ref P', parameter('Type: String, Default: x'), { parameters: { P: 'y' } }), '"y"');
  assert.is(await say('!Ref P', parameter('Type: String, Default: x')), '"x" when by the default of P');
  assert.is(await say('!Ref P', parameter('Type: Number, Default: 5')), '"5" when by the default of P');
  assert.is(await say('!Ref P', parameter("Type: String, Default: ''")), '? parameter P is empty by default');
  for (const text of ['none', 'changeme', 'CHANGE_ME', 'IMAGE_PLACEHOLDER', 'TODO', '<image>', 'your-image']) {
    assert.is(await say('!Ref P', parameter(`Type: String, Default: "${text}"`)), '? the default of parameter P only stands in for a value', text);
  }
  assert.is(await say('!Ref P', parameter('Type: "AWS::SSM::Parameter::Value<String>", Default: /a/b')), '? parameter P is read from Parameter Store');
  assert.is(await say('!Ref P', parameter('Type: "AWS::SSM::Parameter::Value<String>"'), { parameters: { P: '/a/b' } }), '? parameter P is read from Parameter Store');
  assert.is(await say('!Join ["+", !Ref P]', parameter('Type: CommaDelimitedList'), { parameters: { P: 'a, b' } }), '"a+b"');
  assert.is(await say('!Join ["+", !Ref P]', parameter('Type: List<Number>, Default: "1,2"')), '"1+2" when by the default of P');
  assert.is(await say('!Ref P', 'Parameters: { P: nonsense }'), '? parameter P has no value');
});

test('a default caps the confidence', async () => {
  const [finding] = (await lint(withFamily('!Ref P', parameter('Type: String, Default: bad')), bad)).result.findings;
  assert.is(finding?.confidence, 'likely');
  const [given] = (await lint(withFamily('!Ref P', parameter('Type: String, Default: good')), bad, { parameters: { P: 'bad' } })).result.findings;
  assert.is(given?.confidence, 'certain');
});

test('AllowedValues are all there can be', async () => {
  assert.is(await say('!Ref P', parameter('Type: String, AllowedValues: [good, bad]'), {}, bad), 'bad when P = bad');
  assert.is(await say('!Ref P', parameter('Type: String, AllowedValues: [good, better]'), {}, bad), '');
  assert.is(await say('!Ref P', parameter('Type: String, AllowedValues: [bad]'), {}, bad), 'bad');
  assert.is(await say('!Ref P', parameter('Type: String, Default: bad, AllowedValues: [good, bad]'), {}, bad), 'bad when by the default of P');
  // One more than are looked at one by one.
  assert.is(await say('!Ref P', parameter('Type: String, AllowedValues: [a, b, c, d, e, f, g, h, bad]'), {}, bad), '? parameter P has no value');
  // In conditions only those count that a condition names.
  const many = Array.from({ length: 100 }, (_, i) => `t${i}`).join(', ');
  assert.is(await say('!If [Small, bad, good]', `Parameters: { P: { Type: String, AllowedValues: [${many}] } }\nConditions: { Small: !Equals [!Ref P, t7] }`, {}, bad), 'bad when P = t7');
  assert.is(await say('!If [Small, bad, good]', `Parameters: { P: { Type: String, AllowedValues: [${many}] } }\nConditions: { Small: !Equals [!Ref P, elsewhere] }`, {}, bad), '');
});

test('NoEcho and dynamic references are told by their source', async () => {
  const source = rule({
    on: 'AWS::ECS::TaskDefinition',
    check(task, { at, report, source: from }) {
      report(at(task, 'Family'), JSON.stringify(from(task, 'Family')) ?? 'none');
    },
  });
  assert.is(await say('!Ref P', parameter('Type: String, NoEcho: true'), {}, source), '{"kind":"parameter","name":"P","noEcho":true}');
  assert.is(await say('!Ref P', parameter("Type: String, NoEcho: 'true'"), {}, source), '{"kind":"parameter","name":"P","noEcho":true}');
  assert.is(await say("'{{resolve:ssm:/a/b}}'", '', {}, source), '{"kind":"dynamic-reference","service":"ssm"}');
  assert.is(await say("'{{resolve:secretsmanager:db:SecretString:password}}'", '', {}, source), '{"kind":"dynamic-reference","service":"secretsmanager"}');
  assert.is(await say("!Sub '{{resolve:secretsmanager:${Other}:SecretString:password}}'", '', {}, source), '{"kind":"dynamic-reference","service":"secretsmanager"}');
  assert.is(await say("!Join ['', ['{{resolve:ssm-secure:', !Ref Other, '}}']]", '', {}, source), '{"kind":"dynamic-reference","service":"ssm-secure"}');
  assert.is(await say("'x-{{resolve:ssm:/a/b}}'"), '? {{resolve:ssm…}} is resolved at deployment');
  assert.is(await say('web', '', {}, source), 'none');
});

test('pseudo parameters', async () => {
  assert.is(await say('!Ref AWS::Region'), '? AWS::Region is not given');
  assert.is(await say('!Sub "${AWS::Region}-${AWS::AccountId}-${AWS::Partition}-${AWS::URLSuffix}"', '', { region: 'eu-west-1', account: '123456789012' }), '"eu-west-1-123456789012-aws-amazonaws.com"');
  assert.is(await say('!Ref AWS::Partition', '', { region: 'cn-north-1' }), '"aws-cn"');
  assert.is(await say('!If [Here, bad, good]', 'Conditions: { Here: !Equals [!Ref AWS::Region, us-east-1] }', {}, bad), 'bad when AWS::Region = us-east-1');
  assert.is(await say('!If [Here, bad, good]', 'Conditions: { Here: !Equals [!Ref AWS::Region, us-east-1] }', { region: 'eu-west-1' }, bad), '');
});

test('mappings: a key without a value is one of the keys', async () => {
  const sections = 'Parameters: { P: { Type: String } }\nMappings: { M: { a: { name: good }, b: { name: bad } }, Empty: {} }';
  assert.is(await say('!FindInMap [M, !Ref P, name]', sections, {}, bad), 'bad when P = b');
  assert.is(await say('!FindInMap [M, !Ref P, name]', sections, { parameters: { P: 'a' } }, bad), '');
  assert.is(await say('!FindInMap [Empty, !Ref P, name]', sections, {}, bad), '? parameter P has no value');
  assert.is(await say('!FindInMap [M, !Ref "AWS::Region", name]', sections, { region: 'b' }, bad), 'bad');
});

// --- Conditions and worlds -----------------------------------------------------------------------------------------------------

const TWO = `
Parameters: { Env: { Type: String }, Size: { Type: String, Default: small } }
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Dev: !Equals [dev, !Ref Env]
  Large: !Equals [!Ref Size, large]
  Both: !And [!Condition Prod, !Condition Large]
  Either: !Or [{ Condition: Prod }, { Condition: Dev }]
  NotProd: !Not [!Condition Prod]
  Never: !And [!Condition Prod, !Condition Dev]
`;

test('conditions, nested and joined', async () => {
  assert.is(await say('!If [Both, bad, good]', TWO, {}, bad), 'bad when Env = prod and Size = large');
  assert.is(await say('!If [Either, bad, good]', TWO, {}, bad), 'bad when Env = prod (and 1 more case)');
  assert.is(await say('!If [NotProd, bad, good]', TWO, {}, bad), 'bad when Env = dev (and 1 more case)');
  assert.is(await say('!If [Prod, good, !If [Dev, bad, good]]', TWO, {}, bad), 'bad when Env = dev');
  assert.is(await say('!If [Large, good, bad]', TWO, {}, bad), 'bad when by the default of Size (and 1 more case)');
  assert.is(await say('!If [Large, bad, good]', TWO, { parameters: { Size: 'large' } }, bad), 'bad');
});

test('combinations that cannot be never appear', async () => {
  assert.is(await say('!If [Never, bad, good]', TWO, {}, bad), '');
  assert.is(await say('!If [Prod, !If [Dev, bad, good], good]', TWO, {}, bad), '');
  const text = `${TWO}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Condition: Prod
    Properties: { Family: !If [Dev, bad, good] }
`;
  assert.equal(lines(await lint(text, bad)), []);
  // Two comparisons with a value that nobody knows, written either way round, are the same.
  const odd = 'Conditions: { A: !Equals [!GetAtt Other.X, y], B: !Not [!Equals [y, !GetAtt Other.X]] }';
  assert.is(await say('!If [A, !If [B, bad, good], good]', odd, {}, bad), '');
  // Something else is unlike what the template names, also where another parameter holds it; and text unlike its known parts.
  const crossed = `Parameters: { P: { Type: String }, Q: { Type: String, AllowedValues: [x] } }
Conditions: { PisX: !Equals [!Ref P, x], Same: !Equals [!Ref P, !Ref Q], Odd: !Equals [!Sub 'a-\${Other.X}', b-1] }`;
  assert.is(await say('!If [PisX, good, !If [Same, bad, good]]', crossed, {}, bad), '');
  assert.is(await say('!If [Odd, bad, good]', crossed, {}, bad), '');
});

test('a condition disappears only if both branches gave it', async () => {
  assert.is(await say('!If [Prod, bad, bad]', TWO, {}, bad), 'bad');
  assert.is(await say('!If [Prod, !If [Large, bad, good], bad]', TWO, {}, bad), 'bad when Env = dev (and 2 more cases)');
  assert.is(await say('!If [Prod, bad, !Ref Nothing]', TWO, {}, bad), 'bad when Env = prod');
});

test('worlds agree with trying every value', async () => {
  const values = { P: ['a', 'b', 'c'], Q: ['x', 'y', '', 'something else'], R: ['', 'x'] } as const;
  const leaf = fc.oneof(
    fc.constantFrom<[string, string][]>(['P', 'a'], ['P', 'b'], ['P', 'nowhere'], ['Q', 'x'], ['Q', 'y'], ['R', ''], ['R', 'x']).map(([name, value]): unknown => ({ 'Fn::Equals': [{ Ref: name }, value] })),
    fc.constantFrom({ 'Fn::Equals': [{ Ref: 'Q' }, { Ref: 'R' }] }, { 'Fn::Equals': [{ 'Fn::FindInMap': ['M', { Ref: 'P' }, 'k'] }, 'one'] }, { 'Fn::Equals': [{ 'Fn::Sub': '${P}${R}' }, 'ax'] }),
  );
  const { condition } = fc.letrec<{ condition: unknown }>((tie) => ({
    condition: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((all) => ({ 'Fn::And': all })), fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((any) => ({ 'Fn::Or': any })), tie('condition').map((one) => ({ 'Fn::Not': [one] }))),
  }));
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 3 }, fc.constantFrom<unknown>('bad', 'good'), fc.tuple(fc.constantFrom('C0', 'C1', 'C2'), tie('tree'), tie('tree')).map((branches) => ({ 'Fn::If': branches }))),
  }));
  await fc.assert(
    fc.asyncProperty(fc.tuple(condition, condition, condition), tree, async (conditions, expression) => {
      const template = JSON.stringify({
        Parameters: { P: { Type: 'String', AllowedValues: values.P }, Q: { Type: 'String' }, R: { Type: 'String', Default: '', AllowedValues: values.R } },
        Mappings: { M: { a: { k: 'one' }, b: { k: 'two' }, c: { k: 'one' } } },
        Conditions: Object.fromEntries(conditions.map((each, index) => [`C${index}`, each])),
        Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: expression } } },
      });
      const every: boolean[] = [];
      for (const P of values.P) for (const Q of values.Q) for (const R of values.R) every.push((await lint(template, bad, { parameters: { P, Q, R } })).result.findings.length > 0);
      const { result } = await lint(template, bad);
      assert.is(result.findings.length > 0, every.some(Boolean), `${template}: some ${every.join()}`);
      assert.is(result.findings.some(({ when }) => when === undefined), every.every(Boolean), `${template}: all ${every.join()}`);
      assert.equal(result.undecided, []);
    }),
    { numRuns: 300, seed: 3 },
  );
});

test('circular conditions end', async () => {
  const sections = 'Conditions: { A: !Not [!Condition B], B: !Or [!Condition A, !Condition C], C: !And [!Condition C, !Condition A] }';
  for (const name of ['A', 'B', 'C']) assert.type(await say(`!If [${name}, bad, good]`, sections, {}, bad), 'string');
});

test('conditions that use each other twice take no longer for it', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `C${i}: !And [!Condition C${i + 1}, !Condition C${i + 1}]`);
  assert.is(await say('!If [C0, bad, good]', `Conditions:\n  ${names.join('\n  ')}\n  C60: !Equals [a, a]`, {}, bad), 'bad');
});

test('a budget of worlds', async () => {
  const names = Array.from({ length: 10 }, (_, i) => `P${i}`);
  const sections = `Parameters: { ${names.map((n) => `${n}: { Type: String }`).join(', ')} }\nConditions:\n${names.map((n) => `  C${n}: !Equals [!Ref ${n}, x]`).join('\n')}`;
  const deep = names.reduceRight((inner, n) => `!If [C${n}, ${inner}, ${inner}]`, 'good');
  assert.is(await say(deep, sections, {}, bad), '? too many combinations of parameters');
  // What was found before the budget ran out counts, and does not claim to hold everywhere.
  const found = names.reduceRight((inner, n) => `!If [C${n}, ${inner}, ${inner}]`, 'bad');
  assert.match(await say(found, sections, {}, bad), /^bad when /);
});

test('NoValue in lists and properties', async () => {
  const text = (item: string): string => `${TWO}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: ${item}
`;
  assert.equal(lines(await lint(text('[EC2, !Ref AWS::NoValue, FARGATE]'), list)), ['[EC2 FARGATE]']);
  assert.equal(lines(await lint(text('!Ref AWS::NoValue'), list)), ['absent']);
  assert.equal(lines(await lint(text('[!If [Prod, EC2, !Ref AWS::NoValue]]'), list, { parameters: { Env: 'prod' } })), ['[EC2]']);
  assert.equal(lines(await lint(text('[!If [Prod, EC2, !Ref AWS::NoValue]]'), list, { parameters: { Env: 'dev' } })), ['[]']);
  assert.equal(lines(await lint(text('!If [Prod, [A, B], !Ref AWS::NoValue]'), list, { parameters: { Env: 'dev' } })), ['absent']);
  const empty = rule({
    on: 'AWS::ECS::TaskDefinition',
    check(task, { at, report }) {
      if ((task.RequiresCompatibilities ?? []).length === 0) report(at(task, 'RequiresCompatibilities'), 'empty');
    },
  });
  assert.equal(lines(await lint(text('[!If [Prod, EC2, !Ref AWS::NoValue]]'), empty)), ['empty when Env = dev (and 1 more case)']);
});

test('conditional resources are looked at where they exist', async () => {
  const text = `${TWO}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Condition: Prod
    Properties: { Family: !If [Prod, good, bad] }
  Gone:
    Type: AWS::ECS::TaskDefinition
    Condition: Never
    Properties: { Family: bad }
  Odd:
    Type: AWS::ECS::TaskDefinition
    Condition: NoSuchCondition
    Properties: { Family: bad }
`;
  assert.equal((await lint(text, bad)).result.findings.map((f) => f.resource.name), ['Odd']);
});

test('a whole resource that a function makes is undecided', async () => {
  const text = `${TWO}
Resources:
  Task: { Type: AWS::ECS::TaskDefinition, Properties: !If [Prod, { Family: bad }, { Family: good }] }
  Included: { Type: AWS::ECS::TaskDefinition, Properties: { 'Fn::Transform': { Name: AWS::Include, Parameters: {} }, Family: bad } }
`;
  assert.equal(lines(await lint(text, bad)).sort(), ['? a function makes the properties of Included', '? a function makes the properties of Task']);
});

test('macros make absence doubtful; SAM and language extensions do not', async () => {
  const users = rule({
    on: 'AWS::ECS::Cluster',
    with: ['AWS::ECS::Service'],
    check(cluster, { at, report, companions }) {
      if (companions(cluster, 'AWS::ECS::Service').length === 0) report(at(cluster), 'unused');
    },
  });
  const text = (transform: string): string => `${transform}\nResources: { Cluster: { Type: AWS::ECS::Cluster } }`;
  assert.equal(lines(await lint(text('Transform: SomeMacro'), users)), ['? the macro SomeMacro may change it']);
  assert.equal(lines(await lint(text('Transform: [AWS::LanguageExtensions, { Name: Mine }]'), users)), ['? the macro Mine may change it']);
  assert.equal(lines(await lint(text('Transform: AWS::Serverless-2016-10-31'), users)), ['unused']);
  assert.equal(lines(await lint(text(''), users)), ['unused']);
});

test('Fn::ForEach', async () => {
  const text = (items: string): string => `
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: 'one,two' } }
Resources:
  Fn::ForEach::Tasks:
    - Name
    - ${items}
    - Task\${Name}:
        Type: AWS::ECS::TaskDefinition
        Properties: { Family: !Sub "f-\${Name}", NetworkMode: !Ref Name }
`;
  assert.equal(lines(await lint(text('[a, b]'), family)), ['"f-a"', '"f-b"']);
  assert.equal(lines(await lint(text('!Ref Names'), family)), ['"f-one"', '"f-two"']);
  assert.equal((await lint(text('[a, toString]'), family)).result.findings.map((f) => f.resource.name), ['Taska', 'TasktoString']);
  assert.equal(lines(await lint(text('!Ref Missing'), family)), []);
});

// --- Across templates ----------------------------------------------------------------------------------------------------------

/** Runs rules over files written into a folder of their own. */
async function project(files: Record<string, string>, rules: Rule | readonly Rule[], more: More & { paths?: readonly string[] } = {}): Promise<Run> {
  const cwd = mkdtempSync(join(tmpdir(), 'plimsoll-values-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true });
      writeFileSync(join(cwd, name), text);
    }
    const { parameters = {}, paths = ['.'], ...rest } = more;
    return await run({ cwd, paths, rules: [rules].flat(), parameters: new Map(Object.entries(parameters)), ...rest });
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

const PARENT = `
Parameters: { Env: { Type: String } }
Conditions: { Prod: !Equals [!Ref Env, prod] }
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: { Stage: !Ref Env, Fixed: bad, Role: !GetAtt Role.Arn }
  Role: { Type: AWS::IAM::Role, Properties: { RoleName: !GetAtt Child.Outputs.Name } }
  Own:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: !GetAtt Child.Outputs.Name }
`;
const child = (expression: string): string => `
Parameters: { Stage: { Type: String }, Fixed: { Type: String }, Role: { Type: String } }
Conditions: { Live: !Equals [!Ref Stage, prod], Test: !Equals [!Ref Stage, test] }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: ${expression}, TaskRoleArn: !Ref Role }
Outputs: { Name: { Value: !Sub "\${Fixed}" } }
`;

test('nested stacks: parameters go down, outputs come up', async () => {
  const say = async (expression: string, more: More = {}): Promise<string[]> => (await project({ 'parent.yaml': PARENT, 'child.yaml': child(expression) }, bad, more)).result.findings.map((f) => `${f.location.file} ${f.resource.name}${f.when ? ` when ${f.when}` : ''}`);
  assert.equal(await say('!Ref Fixed'), ['child.yaml Task', 'parent.yaml Own']);
  assert.equal(await say('!If [Live, bad, good]'), ['child.yaml Task when Env = prod', 'parent.yaml Own']);
  assert.equal(await say('!If [Test, bad, good]'), ['child.yaml Task when Env is anything but prod and Stage = test', 'parent.yaml Own']);
  assert.equal(await say('!If [Live, !If [Test, bad, good], good]'), ['parent.yaml Own']);
  assert.equal(await say('!If [Live, bad, good]', { parameters: { Env: 'dev' } }), ['parent.yaml Own']);
  // A given value is the root's: nested stacks get theirs from their parent.
  assert.equal(await say('!Ref Fixed', { parameters: { Fixed: 'good' } }), ['child.yaml Task', 'parent.yaml Own']);
});

test('nested stacks: references lead across', async () => {
  const follows = rule({
    on: 'AWS::ECS::TaskDefinition',
    with: ['AWS::IAM::Role'],
    check(task, { at, report, follow, resource }) {
      const role = follow(task, 'TaskRoleArn', 'AWS::IAM::Role');
      report(at(task), role ? resource(role).name : 'none');
    },
  });
  assert.equal(lines(await project({ 'parent.yaml': PARENT, 'child.yaml': child('x') }, follows)), ['Role', 'none']);
});

test('one region for a whole tree of stacks', async () => {
  const parent = `
Conditions: { Us: !Equals [!Ref AWS::Region, us-east-1] }
Resources:
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml, Parameters: { Where: !If [Us, us, elsewhere] } } }
`;
  const child = (condition: string): string => `
Parameters: { Where: { Type: String } }
Conditions: { Eu: !Equals [!Ref AWS::Region, eu-west-1], InUs: !Equals [!Ref Where, us], Impossible: !And [!Condition InUs, !Condition Eu] }
Resources: { Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: !If [${condition}, bad, good] } } }
`;
  const say = async (condition: string): Promise<string[]> => lines(await project({ 'parent.yaml': parent, 'child.yaml': child(condition) }, bad));
  assert.equal(await say('Impossible'), []);
  assert.equal(await say('Eu'), ['bad when AWS::Region = eu-west-1']);
  assert.equal(await say('InUs'), ['bad when AWS::Region = us-east-1']);
});

test('one template nested twice is two stacks, whose names and parameters may differ', async () => {
  const parent = `
Resources:
  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }
  B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }
`;
  const child = 'Resources: { Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: !Ref AWS::StackName, Cpu: !Ref AWS::StackName } } }';
  const own = rule({ on: 'AWS::ECS::TaskDefinition', check: (task, { at, report, same }) => same(task, 'Family', task, 'Cpu') && report(at(task), 'same') });
  assert.equal([...new Set(lines(await project({ 'parent.yaml': parent, 'child.yaml': child }, own)))], ['same']);
  const other = rule({
    on: 'AWS::ECS::TaskDefinition',
    with: ['AWS::ECS::TaskDefinition'],
    check: (task, { at, report, same, siblings }) => siblings(task, 'AWS::ECS::TaskDefinition').some((each) => each !== task && same(each, 'Family', task, 'Family')) && report(at(task), 'same'),
  });
  assert.equal(lines(await project({ 'parent.yaml': parent, 'child.yaml': child }, other)).filter((line) => line === 'same'), []);
});

test('what a nested stack holds is there when the stack is', async () => {
  const parent = `
Parameters: { Env: { Type: String } }
Conditions: { Prod: !Equals [!Ref Env, prod], Test: !Not [!Condition Prod] }
Resources:
  A: { Type: AWS::CloudFormation::Stack, Condition: Prod, Properties: { TemplateURL: child.yaml, Parameters: { Both: !Ref Env } } }
  B: { Type: AWS::CloudFormation::Stack, Condition: Test, Properties: { TemplateURL: child.yaml, Parameters: { Both: !Ref Env } } }
`;
  const child = `
Parameters: { Both: { Type: String } }
Conditions: { Never: !And [!Equals [!Ref Both, prod], !Equals [!Ref Both, test]] }
Resources:
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: bad } }
  Ghost: { Type: AWS::ECS::TaskDefinition, Condition: Never, Properties: { Family: bad } }
`;
  const count = rule({ on: 'AWS::ECS::TaskDefinition', with: ['AWS::ECS::TaskDefinition'], check: (task, { at, report, siblings }) => report(at(task), `${siblings(task, 'AWS::ECS::TaskDefinition').length}`) });
  assert.equal(lines(await project({ 'parent.yaml': parent, 'child.yaml': child }, count)), ['1']);
});

test('circles of nested stacks and exports end', async () => {
  const ring = (name: string): string => `
Parameters: { In: { Type: String } }
Resources:
  Stack: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${name}, Parameters: { In: !GetAtt Stack.Outputs.Out } } }
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: bad, NetworkMode: !Ref In } }
Outputs: { Out: { Value: !Sub "\${In}\${In}" } }
`;
  const reads = rule({ on: 'AWS::ECS::TaskDefinition', check: (task, { at, report }) => report(at(task), `${task.NetworkMode}`) });
  const rings: Record<string, string>[] = [{ 'a.yaml': ring('a.yaml') }, { 'a.yaml': ring('b.yaml'), 'b.yaml': ring('a.yaml') }, { 'a.yaml': ring('b.yaml'), 'b.yaml': ring('c.yaml'), 'c.yaml': ring('b.yaml') }];
  for (const files of rings) {
    assert.ok(lines(await project(files, reads)).length > 0);
    const found = (await project(files, bad)).result.findings.map((f) => f.location.file);
    assert.equal([...new Set(found)].sort(), Object.keys(files), 'every template of the ring is checked');
  }
});

test('ImportValue finds an export of another template', async () => {
  const exporting = (value: string, name = 'shared-name'): string => `
Resources: { Cluster: { Type: AWS::ECS::Cluster } }
Outputs: { Name: { Value: ${value}, Export: { Name: ${name} } } }
`;
  const importing = (name: string): string => `Resources: { Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: ${name} } } }`;
  const say = async (files: Record<string, string>, by: Rule = family): Promise<string[]> => lines(await project(files, by));
  assert.equal(await say({ 'a.yaml': importing('!ImportValue shared-name'), 'b.yaml': exporting('web') }), ['"web"']);
  assert.equal(await say({ 'a.yaml': importing('!ImportValue shared-name'), 'b.yaml': exporting('!Ref Cluster') }), ['? Cluster is known only after deployment']);
  assert.equal(await say({ 'a.yaml': importing('!ImportValue shared-name'), 'b.yaml': exporting('web'), 'c.yaml': exporting('api') }), ['? several templates export shared-name']);
  assert.equal(await say({ 'a.yaml': importing('!ImportValue other'), 'b.yaml': exporting('web') }), ['? export other is not in this run']);
  assert.equal(await say({ 'a.yaml': importing("!ImportValue {'Fn::Sub': 'shared-${X}'}"), 'b.yaml': exporting('web') }), ['? the name of the import is not known']);
  assert.equal(await say({ 'a.yaml': `${importing('!ImportValue one')}\nOutputs: { A: { Value: !ImportValue two, Export: { Name: one } } }`, 'b.yaml': exporting('!ImportValue one', 'two') }), ['? export one refers to itself']);
});

test('exports that import each other twice take no longer for it', async () => {
  const outputs = Array.from({ length: 60 }, (_, i) => `  O${i}: { Value: !Join ['', [!ImportValue e${i + 1}, !ImportValue e${i + 1}]], Export: { Name: e${i} } }`).join('\n');
  const text = `Resources: { Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: !ImportValue e0 } } }\nOutputs:\n${outputs}\n  O60: { Value: long, Export: { Name: e60 } }`;
  assert.equal(lines(await lint(text, family)), ['? the text is too long']);
});

// --- Tools ---------------------------------------------------------------------------------------------------------------------

const followed = rule({
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition'],
  check(service, { at, report, follow, resource }) {
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    report(at(service), task ? resource(task).name : 'none');
  },
});

test('follow: by reference, name, ARN, family and revision, missing, conditional', async () => {
  const text = (expression: string): string => `${PROD}
Resources:
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: web } }
  Live: { Type: AWS::ECS::TaskDefinition, Condition: Prod, Properties: { Family: live } }
  Cluster: { Type: AWS::ECS::Cluster }
  Service: { Type: AWS::ECS::Service, DependsOn: [Task, Cluster], Properties: { TaskDefinition: ${expression} } }
`;
  const say = async (expression: string): Promise<string> => lines(await lint(text(expression), followed)).join('; ');
  assert.is(await say('!Ref Task'), 'Task');
  assert.is(await say('!GetAtt Task.TaskDefinitionArn'), 'Task');
  assert.is(await say('!Sub "${Task}"'), 'Task');
  assert.is(await say('web'), 'Task');
  assert.is(await say("'web:3'"), 'Task');
  assert.is(await say('arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3'), 'Task');
  assert.is(await say('elsewhere'), '? elsewhere is not in this run');
  assert.is(await say('!Ref Cluster'), '? Cluster is AWS::ECS::Cluster');
  assert.is(await say('!Ref AWS::NoValue'), 'none');
  assert.is(await say('!Ref Env'), '? parameter Env has no value');
  assert.is(await say('!Ref Live'), 'Live when Env = prod');
  assert.is(await say('!If [Prod, !Ref Live, !Ref Task]'), 'Live');
});

test('companions: a literal name means the own unit first, the right cluster, and no one of several', async () => {
  const scaled = rule({
    on: 'AWS::ECS::Service',
    with: ['AWS::ApplicationAutoScaling::ScalableTarget'],
    check(service, { at, report, companions, resource }) {
      for (const target of companions(service, 'AWS::ApplicationAutoScaling::ScalableTarget')) report(at(service), `${resource(service).name} by ${resource(target).name}`);
    },
  });
  const service = (name: string, cluster: string): string => `  ${name}: { Type: AWS::ECS::Service, Properties: { ServiceName: web, Cluster: ${cluster} } }\n`;
  const target = (id: string): string => `  Target: { Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: { ResourceId: ${id} } }\n`;
  const say = async (files: Record<string, string>): Promise<string[]> => lines(await project(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, `Resources:\n${text}`])), scaled));
  assert.equal(await say({ 'a.yaml': service('Own', 'prod') + target('service/prod/web'), 'b.yaml': service('Other', 'prod') }), ['Own by Target']);
  assert.equal(await say({ 'a.yaml': service('Prod', 'prod') + service('Test', 'test') + target('service/prod/web') }), ['Prod by Target']);
  assert.equal(await say({ 'a.yaml': service('Far', 'prod'), 'b.yaml': target('service/prod/web') }), ['Far by Target']);
  assert.equal(await say({ 'a.yaml': service('Far', 'test'), 'b.yaml': target('service/prod/web') }), []);
  assert.equal(await say({ 'a.yaml': `${service('Far', '!Ref C')}  C: { Type: AWS::ECS::Cluster, Properties: { ClusterName: prod } }\n`, 'b.yaml': target('service/prod/web') }), ['Far by Target']);
  const several = '? several resources are called service/prod/web';
  assert.equal(await say({ 'a.yaml': service('One', 'prod'), 'b.yaml': service('Two', 'prod'), 'c.yaml': target('service/prod/web') }), [several, several]);
});
test('companions: found, none, and pointers that may lead anywhere', async () => {
  const users = (category: 'reliability' | 'deployability'): Rule =>
    rule({
      on: 'AWS::ECS::TaskDefinition',
      category,
      ...(category === 'deployability' ? { outcome: 'rejected' } : {}),
      with: ['AWS::ECS::Service'],
      check(task, { at, report, companions, resource }) {
        const names = companions(task, 'AWS::ECS::Service').map((service) => resource(service).name);
        report(at(task), names.length ? names.join(' ') : 'unused');
      },
    });
  const text = (services: string): string => `${PROD}
Resources:
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: web } }
  ${services}
`;
  const service = (name: string, expression: string, condition = ''): string => `${name}: { Type: AWS::ECS::Service, ${condition} Properties: { TaskDefinition: ${expression} } }`;
  const say = async (services: string[], category: 'reliability' | 'deployability' = 'reliability'): Promise<string> => lines(await lint(text(services.join('\n  ')), users(category))).join('; ');
  assert.is(await say([service('One', '!Ref Task'), service('Two', 'web')]), 'One Two');
  assert.is(await say([]), 'unused');
  assert.is((await lint(text(''), users('reliability'))).result.findings[0]?.confidence, 'likely');
  assert.is(await say([], 'deployability'), '? a AWS::ECS::Service may be declared elsewhere');
  assert.is(await say([service('One', '!Ref Env')]), '? parameter Env has no value');
  assert.is(await say([service('One', '!If [Prod, !Ref Task, other]')]), 'One');
  assert.is(await say([service('One', '!Ref Task', 'Condition: Prod,'), service('Two', '!Ref Task')]), 'One Two');
  const file = JSON.stringify({ family: 'web', containerDefinitions: [{ name: 'web', image: 'web:1' }] });
  assert.equal(lines(await lint(file, users('reliability'))), ['? what uses web is not in this file']);
});

test('same, has, written, siblings', async () => {
  const sameRoles = rule({
    on: 'AWS::ECS::TaskDefinition',
    check(task, { at, report, same }) {
      report(at(task), String(same(task, 'TaskRoleArn', task, 'ExecutionRoleArn')));
    },
  });
  const roles = (a: string, b: string): string => `
Parameters: { P: { Type: String }, E: { Type: String, Default: '' } }
Resources:
  R: { Type: AWS::IAM::Role }
  S: { Type: AWS::IAM::Role }
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { TaskRoleArn: ${a}, ExecutionRoleArn: ${b} } }
`;
  const compare = async (a: string, b: string): Promise<string> => lines(await lint(roles(a, b), sameRoles)).join('; ');
  assert.is(await compare('!GetAtt R.Arn', '!GetAtt R.Arn'), 'true');
  assert.is(await compare('!GetAtt R.Arn', '!GetAtt S.Arn'), 'false');
  assert.is(await compare('x', 'x'), 'true');
  assert.is(await compare('x', 'y'), 'false');
  assert.is(await compare('x', '!Ref P'), '? parameter P has no value');
  assert.is(await compare('!Ref P', '!GetAtt R.Arn'), '? parameter P has no value');

  const has = rule({
    on: 'AWS::ECS::TaskDefinition',
    check(task, { at, report, has, written }) {
      report(at(task), `${written(task, 'TaskRoleArn')}`);
      report(at(task, 'TaskRoleArn'), `${has(task, 'TaskRoleArn')}`);
    },
  });
  const presence = async (value: string): Promise<string> => lines(await lint(roles(value, 'x'), has)).sort().join('; ');
  assert.is(await presence('!GetAtt R.Arn'), 'true; true');
  assert.is(await presence('!Ref P'), 'true; true');
  assert.is(await presence('!Ref AWS::NoValue'), 'false; false');
  const absent = rule({ on: 'AWS::ECS::TaskDefinition', check: (task, { at, report, has }) => void (!has(task, 'TaskRoleArn') && report(at(task), 'none')) });
  assert.equal(lines(await lint(roles('!Ref E', 'x'), absent)), ['? parameter E is empty by default']);
  assert.equal(lines(await lint(roles('!Ref AWS::NoValue', 'x'), absent)), ['none']);

  const defaults = rule({
    on: 'AWS::ECS::TaskDefinition',
    each: 'ContainerDefinitions[]',
    check(container, { at, report, has, written }) {
      report(at(container), `${container.Essential} ${has(container, 'Essential')} ${written(container, 'Essential')}`);
    },
  });
  assert.equal(lines(await lint('Resources: { T: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ Name: a }, { Name: b, Essential: "false" }] } } }', defaults)), ['true true false', 'false true true']);

  const siblings = rule({
    on: 'AWS::ECS::TaskDefinition',
    with: ['AWS::IAM::Role'],
    check(task, { at, report, siblings, resource }) {
      report(at(task), siblings(task, 'AWS::IAM::Role').map((role) => resource(role).name).join(' '));
    },
  });
  assert.equal(lines(await lint(roles('x', 'y'), siblings)), ['R S']);
});

test('a tool that reads types the rule does not name is our bug', async () => {
  const careless = rule({ on: 'AWS::ECS::TaskDefinition', check: (task, { companions }) => void companions(task as never, 'AWS::ECS::Service' as never) });
  assert.match((await lint(withFamily('x'), careless)).result.errors[0]?.message ?? '', /must name AWS::ECS::Service/);
});

test('containers are judged one by one', async () => {
  const text = `${PROD}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - { Name: a, Image: bad }
        - !Ref Env
        - { Name: b, Image: !Ref Env }
        - !If [Prod, { Name: c, Image: bad }, !Ref AWS::NoValue]
        - !If [Prod, { Name: d, Image: bad }, { Name: d, Image: good }]
`;
  const images = rule({ on: 'AWS::ECS::TaskDefinition', each: 'ContainerDefinitions[]', check: (container, { at, report }) => void (container.Image === 'bad' && report(at(container, 'Image'), `${container} is bad`)) });
  const said = lines(await lint(text, images));
  assert.ok(said.includes('a is bad'), said.join('\n'));
  assert.ok(said.some((line) => line.startsWith('c is bad')));
  assert.ok(said.some((line) => line === 'd is bad when Env = prod'), said.join('\n'));
  // The second container in any world, and the image of the third.
  assert.ok(said.filter((line) => line === '? parameter Env may be anything').length >= 2, said.join('\n'));
});

test('wrong types are undecided and leave a problem', async () => {
  const done = await lint('Resources: { T: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: web, Family: [x], RequiresCompatibilities: FARGATE } } }', [family, list]);
  assert.equal(lines(done).sort(), ['? Family is a list where AWS takes text', '? RequiresCompatibilities is text where AWS takes a list']);
  assert.equal([...new Set(done.context.graph.problems.map((problem) => `${problem.kind} ${problem.path.at(-1)}`))].sort(), ['wrong-type ContainerDefinitions', 'wrong-type Family', 'wrong-type RequiresCompatibilities']);
  // A scalar of another type is what CloudFormation converts in silence.
  assert.is(await say('5'), '"5"');
  assert.is(await say('null'), '? Family is null');
});

// --- Isolation and order -------------------------------------------------------------------------------------------------------

test('a rule that crashes is an error; the others still run', async () => {
  const crash = rule({
    id: 'test/crash',
    on: 'AWS::ECS::TaskDefinition',
    check() {
      throw new TypeError('boom');
    },
  });
  const odd = rule({
    id: 'test/odd',
    on: 'AWS::ECS::TaskDefinition',
    check() {
      throw 'a string';
    },
  });
  const { result } = await lint(withFamily('bad'), [crash, bad, odd]);
  assert.equal(result.errors.map((e) => `${e.rule} ${e.resource} ${e.message}`), ['test/crash Task (AWS::ECS::TaskDefinition) in template.yaml boom', 'test/odd Task (AWS::ECS::TaskDefinition) in template.yaml a string']);
  assert.match(result.errors[0]?.stack ?? '', /TypeError: boom\n\s+at /);
  assert.is(result.findings.length, 1);
  assert.is(result.incomplete, true);
});

test('the order of files changes nothing', async () => {
  const files: Record<string, string> = { 'parent.yaml': PARENT, 'child.yaml': child('!If [Live, bad, good]'), 'bad.json': '{"Resources": {', 'empty.yaml': '' };
  for (const name of ['a', 'b', 'c']) files[`${name}.yaml`] = `${withFamily('bad')}Outputs: { X: { Value: ${name}, Export: { Name: same } } }\n`;
  files['z.yaml'] = withFamily('!ImportValue same');
  const report = async (paths: readonly string[]): Promise<string> => {
    const done = await project(files, [bad, family, followed], { paths });
    return json({ ...done.result, timing: {} }, { sources: done.sources, failOn: 'high', color: false, width: 80, showUndecided: true, cwd: '/', root: undefined }).replace(/"milliseconds": \d+/, '');
  };
  const names = Object.keys(files).sort();
  const first = await report(names);
  for (const order of [[...names].reverse(), [...names.slice(4), ...names.slice(0, 4)], [...names, ...names]]) assert.is(await report(order), first);
});

test.run();
