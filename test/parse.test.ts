import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseJson } from '../src/load/json.js';
import { Lines } from '../src/load/lines.js';
import { parse } from '../src/load/parse.js';
import { decode, peek, readText } from '../src/load/read.js';
import { type Document, ParseError, type Path } from '../src/load/source.js';
import { parseYaml } from '../src/load/yaml.js';

const one = async (text: string): Promise<Document> => {
  const documents = await parseYaml(text);
  assert.is(documents.length, 1);
  return documents[0]!;
};
const data = async (text: string) => (await one(text)).data;

const refusal = async (work: () => unknown): Promise<ParseError> => {
  try {
    await work();
  } catch (error) {
    assert.instance(error, ParseError);
    const refused = error as ParseError;
    assert.ok(refused.line >= 1 && refused.column >= 1);
    assert.not.match(refused.message, /[\r\n]/);
    return refused;
  }
  throw new Error('nothing was refused');
};

/** Key and value at a path, as text; undefined where there is no key. */
const at = (text: string, document: Document, ...path: Path): [string | undefined, string] => {
  const { key, value } = document.locate(path);
  return [key && text.slice(key.start, key.end), text.slice(value.start, value.end)];
};

function* paths(value: unknown, path: Path = []): Generator<[Path, unknown]> {
  yield [path, value];
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* paths(item, [...path, i]);
  else if (typeof value === 'object' && value !== null) for (const [k, v] of Object.entries(value)) yield* paths(v, [...path, k]);
}

const yaml = suite('yaml');

yaml('plain scalars become what CloudFormation would compare', async () => {
  assert.equal(
    await data('[~, null, "null", true, false, True, yes, No, on, 0, 80, -1, 1.5, 0123, 1.10, 1e3, 012345678901, 123456789012, .5, -0, 0x1f, 0o17, 1_000, .inf, NaN, Infinity, 2010-09-09, "80", 1e+21, 12:30:45]'),
    [null, null, 'null', true, false, 'True', 'yes', 'No', 'on', 0, 80, -1, 1.5, '0123', '1.10', '1e3', '012345678901', 123456789012, '.5', '-0', '0x1f', '0o17', '1_000', '.inf', 'NaN', 'Infinity', '2010-09-09', '80', 1e21, '12:30:45'],
  );
  assert.equal(await data('a:\nb: Null\nc: !!str 5\nd: ! 5\ne: !!int 7\nf: !!str'), { a: null, b: 'Null', c: '5', d: '5', e: 7, f: '' });
});

yaml('short tags become long functions', async () => {
  assert.equal(
    await data(`
a: !Ref X
b: !Condition C
c: !GetAtt A.B.C
d: !GetAtt [A, B]
e: !If [C, !Ref 5, 012]
f: !Sub
  - \${x}
  - {x: 1}
g: !Ref 5
h: !Sub 7
i: !Select [0, !GetAZs '']
j: !Join
  - ','
  - [a, !Ref b]
k: !Transform {Name: N}
l: !<!Sub> x
m: !GetAtt A
n: !Fn::Sub x
o: !Base64
  Fn::Sub: |
    x
p: !Cidr 5
`),
    {
      a: { Ref: 'X' },
      b: { Condition: 'C' },
      c: { 'Fn::GetAtt': ['A', 'B.C'] },
      d: { 'Fn::GetAtt': ['A', 'B'] },
      e: { 'Fn::If': ['C', { Ref: '5' }, '012'] },
      f: { 'Fn::Sub': ['${x}', { x: 1 }] },
      g: { Ref: '5' },
      h: { 'Fn::Sub': '7' },
      i: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
      j: { 'Fn::Join': [',', ['a', { Ref: 'b' }]] },
      k: { 'Fn::Transform': { Name: 'N' } },
      l: { 'Fn::Sub': 'x' },
      m: { 'Fn::GetAtt': 'A' },
      n: { 'Fn::Sub': 'x' },
      o: { 'Fn::Base64': { 'Fn::Sub': 'x\n' } },
      p: { 'Fn::Cidr': 5 },
    },
  );
});

yaml('merges: own keys win, then the first merged; aliases are copies', async () => {
  const merged = (await data(`
base: &base {a: 1, b: &list [1, 2], c: 3}
more: &more {c: 4, d: 5}
x:
  a: own
  <<: [*base, *more]
y:
  <<: *base
  <<: *more
  b: own
z: *list
'<<': kept
w: {<<: text}
`)) as Record<string, Record<string, unknown>>;
  assert.equal(merged['x'], { a: 'own', b: [1, 2], c: 3, d: 5 });
  assert.equal(merged['y'], { a: 1, b: 'own', c: 3, d: 5 });
  assert.equal(merged['z'], [1, 2]);
  assert.is(merged['<<'], 'kept' as never);
  assert.equal(merged['w'], { '<<': 'text' });
  assert.is.not(merged['x']!['b'], merged['base']!['b']);
  assert.equal(await data('a: &k name\n*k : 1\n&j j: 2\nb: *j\n'), { a: 'name', name: 1, j: 2, b: 'j' });
});

yaml('alias bombs and circles are refused', async () => {
  const bomb = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
  for (let i = 1; i < 10; i++) bomb.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(',')}]`);
  assert.is((await refusal(() => parseYaml(bomb.join('\n')))).kind, 'alias-bomb');
  assert.is((await refusal(() => parseYaml('a: &a [1, *a]'))).kind, 'alias-bomb');
  assert.is((await refusal(() => parseYaml('a: &a\n  <<: *a\n'))).kind, 'alias-bomb');
  const unknown = await refusal(() => parseYaml('a: 1\nb: *hunter2\n'));
  assert.is(unknown.line, 2);
  assert.not.match(unknown.message, /hunter2/);
  const towers = ['a0: &a0 [[[[[[[[[[1]]]]]]]]]]'];
  for (let i = 1; i < 25; i++) towers.push(`a${i}: &a${i} [[[[[[[[[*a${i - 1}]]]]]]]]]`);
  assert.is((await refusal(() => parseYaml(towers.join('\n')))).kind, 'too-deep');
});

yaml('of repeated keys the last counts, with a flaw each', async () => {
  const text = 'a: 1\nb:\n  c: 1\n  d: 2\n  "c": 3\na: 2\na: 3\n';
  const { data: found, flaws } = await one(text);
  assert.equal(found, { a: 3, b: { c: 3, d: 2 } });
  assert.equal(
    flaws.map(({ kind, offset, message }) => [kind, new Lines(text).position(offset).line, message]),
    [
      ['duplicate-key', 5, 'the key "c" is already on line 3; the last one counts'],
      ['duplicate-key', 6, 'the key "a" is already on line 1; the last one counts'],
      ['duplicate-key', 7, 'the key "a" is already on line 1; the last one counts'],
    ],
  );
  assert.equal(at(text, { data: 0, flaws: [], locate: (await one(text)).locate }, 'a'), ['a', '3']);
});

yaml('keys are strings and pollute nothing', async () => {
  const found = (await data('__proto__: {polluted: 1}\nconstructor: 2\n80: x\n? [a, b]\n: 3\ntrue: 4\n~: 5\n')) as Record<string, unknown>;
  assert.equal(Object.keys(found).sort(), ['80', '["a","b"]', '__proto__', 'constructor', 'true', '~'].sort());
  assert.is(({} as Record<string, unknown>)['polluted'], undefined);
  assert.is(Object.getPrototypeOf(found), Object.prototype);
  const copied = (await data('a: &a {__proto__: {x: 1}}\nb: *a\nc: {<<: *a}\n')) as Record<string, object>;
  for (const name of ['a', 'b', 'c']) assert.ok(Object.hasOwn(copied[name]!, '__proto__'));
  assert.equal((await one('toString: 1\nhasOwnProperty: 2\n')).flaws, []);
});

yaml('several documents, and none', async () => {
  const text = '---\na: &x 1\n---\n- &x 2\n- *x\n...\n';
  const documents = await parseYaml(text);
  assert.equal(documents.map((d) => d.data), [{ a: 1 }, [2, 2]]);
  assert.equal(at(text, documents[1]!, 0), [undefined, '2']);
  assert.equal((await parseYaml('')).length, 0);
  assert.equal((await parseYaml('# nothing\n')).length, 0);
  assert.equal((await parseYaml('---\n')).map((d) => d.data), [null]);
});

yaml('depth has a limit and never overflows', async () => {
  for (const text of [
    '['.repeat(10_000),
    '- '.repeat(10_000),
    '{a: '.repeat(10_000),
    '? '.repeat(10_000),
    `${Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')}`,
    `a: ${'['.repeat(200)}${']'.repeat(200)}`,
    `${'['.repeat(200)}!Sub x${']'.repeat(200)}`,
  ]) {
    const refused = await refusal(() => parseYaml(text));
    assert.is(refused.kind, 'too-deep');
    assert.match(refused.message, 'too deep');
  }
  assert.is((await refusal(() => parseYaml(`x: y: z\n${'['.repeat(10_000)}`))).kind, 'syntax');
  await parseYaml(`a: ${'['.repeat(199)}${']'.repeat(199)}`);
  await parseYaml(`${'['.repeat(199)}!Sub x${']'.repeat(199)}`);
});

yaml('refusals say where and what, in plain words', async () => {
  const cases: [string, number, number, RegExp][] = [
    ['a:\n\tb: 1\n', 2, 1, /tab/],
    ['a: b: c\n', 1, 5, /": "/],
    ['a: "x\n', 2, 1, /ends inside/],
    ['a: "x', 1, 6, /never closed/],
    ['a: [1, 2\n', 2, 1, /ends inside/],
    ['a: 1\0', 1, 5, /null character/],
    ['a: \u0001', 1, 4, /control character/],
    ['a: %X%', 1, 4, /begins with %/],
    ['a: !Base64 !Sub x', 1, 12, /one short tag/],
    ['a: {{ x }}/y', 1, 11, /template expression/],
    ['a: "\\q"', 1, 6, /backslash/],
  ];
  for (const [text, line, column, message] of cases) {
    const refused = await refusal(() => parseYaml(text));
    assert.equal([refused.line, refused.column], [line, column], JSON.stringify(text));
    assert.match(refused.message, message);
  }
  assert.equal(await data('\ufeffa: 1\n'), { a: 1 });
});

yaml('a placeholder in double braces is a placeholder', async () => {
  const text = 'a: {{ image }}\nb: [{{x}}, 1]\nc: {{a: 1}: 2}\n';
  const document = await one(text);
  assert.equal(document.data, {
    a: { 'Plimsoll::Placeholder': '{{ image }}' },
    b: [{ 'Plimsoll::Placeholder': '{{x}}' }, 1],
    c: { '{"a":1}': 2 },
  });
  assert.equal(document.flaws.map((f) => [f.kind, f.offset]), [['placeholder', 3], ['placeholder', 19]]);
  assert.equal(at(text, document, 'a'), ['a', '{{ image }}']);
  assert.equal(at(text, document, 'b', 1), [undefined, '1']);
});

yaml('the second parser takes what the first refuses', async () => {
  const text = `Resources:
  X: &x
    List: [
      !Ref A, "b", 012, c: d,
    ]
    Map: {
      k: !GetAtt A.B
    }
  Y: *x
  Z: !Sub |
    line
  E:
  Q: 'it''s'
  Q: "a\\tb"
  T: !!str 5
`;
  const document = await one(text);
  const x = { List: [{ Ref: 'A' }, 'b', '012', { c: 'd' }], Map: { k: { 'Fn::GetAtt': ['A', 'B'] } } };
  assert.equal(document.data, { Resources: { X: x, Y: x, Z: { 'Fn::Sub': 'line\n' }, E: null, Q: 'a\tb', T: '5' } });
  assert.equal(document.flaws.map((f) => f.kind), ['duplicate-key']);
  assert.equal(at(text, document, 'Resources', 'X', 'List', 0), [undefined, '!Ref A']);
  assert.equal(at(text, document, 'Resources', 'X', 'List', 1), [undefined, '"b"']);
  assert.equal(at(text, document, 'Resources', 'Y', 'Map', 'k', 'Fn::GetAtt', 1), ['k', '!GetAtt A.B']);
  assert.equal(at(text, document, 'Resources', 'X', 'Map'), ['Map', '{\n      k: !GetAtt A.B\n    }']);
  assert.equal(at(text, document, 'Resources', 'Z', 'Fn::Sub'), ['Z', '!Sub |\n    line']);
  assert.equal(at(text, document, 'Resources', 'E'), ['E', '']);
  assert.equal(at(text, document, 'Resources', 'Q'), ['Q', '"a\\tb"']);
});

yaml('locates keys and values', async () => {
  const text = `# comment
Resources:
  "X": # why
    Image: !Sub '\${A}:1' # end
    If: !If
      - C
      - !Ref A
      - [1, {b: 2}]
    Att: !GetAtt A.B
    Text: |- # | not this
      one
       two

    Folded: >
      x
    None:
    Flow: { a: 1, b: [ ] , c, d: }
    Anchored: &anchor
      Deep: [7]
    Alias: *anchor
    Merge:
      <<: *anchor
      Own: 1
  List:
  -
  - # nothing
  - a
  - - b
  -
  "😀 key": '😀'
  Last: "two
    lines"
`;
  const document = await one(text);
  const r = (...path: Path) => at(text, document, 'Resources', ...path);
  assert.equal(r('X', 'Image'), ['Image', "!Sub '${A}:1'"]);
  assert.equal(r('X', 'Image', 'Fn::Sub'), ['Image', "!Sub '${A}:1'"]);
  assert.equal(r('X', 'If', 'Fn::If', 1), [undefined, '!Ref A']);
  assert.equal(r('X', 'If', 'Fn::If', 1, 'Ref'), [undefined, '!Ref A']);
  assert.equal(r('X', 'If', 'Fn::If', 2, 1, 'b'), ['b', '2']);
  assert.equal(r('X', 'If', 'Fn::If', 2), [undefined, '[1, {b: 2}]']);
  assert.equal(r('X', 'If', 'Fn::If')[1].slice(0, 10), '!If\n      ');
  assert.equal(r('X', 'Att', 'Fn::GetAtt', 0), ['Att', '!GetAtt A.B']);
  assert.equal(r('X', 'Text'), ['Text', '|- # | not this\n      one\n       two']);
  assert.equal(r('X', 'Folded'), ['Folded', '>\n      x']);
  assert.equal(r('X', 'None'), ['None', '']);
  assert.is(document.locate(['Resources', 'X', 'None']).value.start, text.indexOf('None:') + 5);
  assert.equal(r('X', 'Flow'), ['Flow', '{ a: 1, b: [ ] , c, d: }']);
  assert.equal(r('X', 'Flow', 'b'), ['b', '[ ]']);
  assert.equal(r('X', 'Flow', 'c'), ['c', '']);
  assert.equal(r('X', 'Alias'), ['Alias', '*anchor']);
  assert.equal(r('X', 'Alias', 'Deep', 0), [undefined, '7']);
  assert.equal(r('X', 'Merge', 'Deep'), ['Deep', '[7]']);
  assert.is(document.locate(['Resources', 'X', 'Merge', 'Deep']).value.start, text.indexOf('[7]'));
  assert.equal(r('X', 'Merge', 'Own'), ['Own', '1']);
  assert.equal(r('X')[0], '"X"');
  assert.equal(r('List', 2), [undefined, 'a']);
  assert.equal(r('List', 3, 0), [undefined, 'b']);
  const dashes = [...text.matchAll(/^ {2}-/gm)].map((m) => m.index + 3);
  assert.equal([0, 1, 4].map((i) => document.locate(['Resources', 'List', i]).value.start), [dashes[0], dashes[1], dashes[4]]);
  assert.equal(r('😀 key'), ['"😀 key"', "'😀'"]);
  assert.equal(r('Last'), ['Last', '"two\n    lines"']);
  assert.equal(at(text, document)[1], text.slice(10).trimEnd());
  // What does not exist leads to the deepest part that does.
  assert.equal(r('X', 'Image', 'Nope'), ['Image', "!Sub '${A}:1'"]);
  assert.equal(r('Nope', 'X')[0], 'Resources');
  assert.equal(r('List', 9)[0], 'List');
});

yaml('carriage returns change nothing', async () => {
  const text = 'a: |\n  x\n  y\nb:\n  - 1\n  - "q\n    r"\nc: !Sub\n  - z\n';
  const [unix, dos] = [await one(text), await one(text.replaceAll('\n', '\r\n'))];
  assert.equal(dos.data, unix.data);
  const crlf = text.replaceAll('\n', '\r\n');
  for (const [path] of paths(unix.data)) {
    const [a, b] = [unix.locate(path).value, dos.locate(path).value];
    assert.is(crlf.slice(b.start, b.end).replaceAll('\r\n', '\n'), text.slice(a.start, a.end));
  }
});

const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('yes', '~', '012', '1.10', '<<', '', ' x', 'a: b', '- c', '#', '{{x}}', '2020-01-01', '\r\n', 'x\n', '\nx\n\n'));
const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('node'), { maxLength: 4 }), fc.dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), tie('node'), { maxKeys: 4, noNullPrototype: true })),
})).node;

yaml('what js-yaml writes comes back', async () => {
  await fc.assert(
    fc.asyncProperty(tree, fc.constantFrom(-1, 0, 2), async (value, flowLevel) => {
      const text = dump(value, { flowLevel });
      const documents = await parseYaml(text);
      assert.equal(documents[0]?.data ?? null, value);
      for (const [path, part] of paths(documents[0]?.data)) {
        const span = documents[0]!.locate(path).value;
        const slice = text.slice(span.start, span.end);
        if (/^[|>]/.test(slice) || typeof part === 'object') assert.ok(slice.length > 0 || part === null);
        else assert.equal((await parseYaml(slice))[0]?.data ?? null, part);
      }
    }),
    { numRuns: 500 },
  );
});

yaml.run();

const json = suite('json');

json('plain JSON is JSON.parse', () => {
  const document = parseJson('\ufeff{"a": [1, 2.50, "x\\n", true, null], "__proto__": {"b": 1}}\n');
  assert.equal(document.data, JSON.parse('{"a": [1, 2.5, "x\\n", true, null], "__proto__": {"b": 1}}'));
  assert.equal(document.flaws, []);
  assert.equal(parseJson('"x"').data, 'x');
});

json('locates keys and values', () => {
  const text = '\ufeff{ "a" : [1, {"b\\u0041": "}\\""}], "😀": "😀", "c": {},\n"a\\\\": -1.5e3 }';
  const document = parseJson(text);
  assert.equal(at(text, document, 'a', 1, 'bA'), ['"b\\u0041"', '"}\\""']);
  assert.equal(at(text, document, 'a', 0), [undefined, '1']);
  assert.equal(at(text, document, '😀'), ['"😀"', '"😀"']);
  assert.equal(at(text, document, 'c', 'nope'), ['"c"', '{}']);
  assert.equal(at(text, document, 'a\\'), ['"a\\\\"', '-1.5e3']);
  assert.equal(at(text, document), [undefined, text.slice(1)]);
});

json('every part of any JSON is found', () => {
  fc.assert(
    fc.property(fc.oneof(tree, fc.jsonValue()), fc.constantFrom(0, 1, '\t'), fc.constantFrom('\n', '\r\n'), (value, indent, end) => {
      const text = JSON.stringify(value, undefined, indent).replaceAll('\n', end);
      const document = parseJson(text);
      assert.equal(document.data, JSON.parse(text));
      assert.equal(document.flaws, []);
      for (const [path, part] of paths(document.data)) {
        const { key, value: span } = document.locate(path);
        assert.equal(JSON.parse(text.slice(span.start, span.end)), part);
        if (key) assert.is(JSON.parse(text.slice(key.start, key.end)), path.at(-1));
        else assert.type(path.at(-1) ?? 0, 'number');
      }
    }),
    { numRuns: 1000 },
  );
});

json('of repeated keys the last counts, with a flaw each', () => {
  const text = '{"a": 1,\n "b": {"c\\u0041": 1, "cA" : 2},\n "a": 3, ":": ":", "x": "\\":"}';
  const document = parseJson(text);
  assert.equal(document.data, { a: 3, b: { cA: 2 }, ':': ':', x: '":' });
  assert.equal(document.flaws.map((f) => [f.kind, f.offset, f.message]), [
    ['duplicate-key', text.indexOf('"cA"'), 'the key "cA" is already on line 2; the last one counts'],
    ['duplicate-key', text.lastIndexOf('"a"'), 'the key "a" is already on line 1; the last one counts'],
  ]);
  assert.equal(at(text, document, 'a'), ['"a"', '3']);
});

json('placeholders, comments and trailing commas are tolerated', () => {
  const text = `// for a deploy tool
{
  "family": $NAME,
  "cpu": \${CPU}, /* units */
  "containerDefinitions": [
    {{ range .Extra }}
    {
      "image": {{ must_env \`IMAGE\` }},
      "name": <NAME>,
      "memory": %MEMORY%,
      "tag": #{tag}#,
      "uri": $REPO/app:\${TAG},
      "text": "{{ env "X" "y" }}-\\u0041",
      "cond": {{ if .A }} 1 {{ else }} 2 {{ end }},
      "port": 80,
    },
    {{ end }}
  ],
}
`;
  const document = parseJson(text);
  const hole = (placeholder: string) => ({ 'Plimsoll::Placeholder': placeholder });
  assert.equal(document.data, {
    family: hole('$NAME'),
    cpu: hole('${CPU}'),
    containerDefinitions: [
      {
        image: hole('{{ must_env `IMAGE` }}'),
        name: hole('<NAME>'),
        memory: hole('%MEMORY%'),
        tag: hole('#{tag}#'),
        uri: hole('$REPO/app:${TAG}'),
        text: '{{ env "X" "y" }}-A',
        cond: hole('{{ if .A }} 1 {{ else }} 2 {{ end }}'),
        port: 80,
      },
    ],
  });
  assert.ok(document.flaws.every((f) => f.kind === 'placeholder' || f.kind === 'statement'));
  assert.is(document.flaws.length, 10);
  assert.equal(at(text, document, 'containerDefinitions', 0, 'port'), ['"port"', '80']);
  assert.equal(at(text, document, 'containerDefinitions', 0, 'name'), ['"name"', '<NAME>']);
  assert.equal(at(text, document, 'family', 'Plimsoll::Placeholder'), ['"family"', '$NAME']);
});

json('a key in two branches of a template is not known', () => {
  const { data: found, flaws } = parseJson('{\n{{ if .X }}\n"a": 1,\n{{ else }}\n"a": 2,\n{{ end }}\n"b": 3\n}');
  assert.equal(found, { a: { 'Plimsoll::Placeholder': '2' }, b: 3 });
  assert.ok(flaws.every((f) => f.kind === 'placeholder' || f.kind === 'statement'));
});

json('refusals say where and what, in plain words', async () => {
  const cases: [string, number, number, string][] = [
    ['{"a": 1\n "b": 2}', 1, 8, 'expected a comma or } after the value of "a"'],
    ['[1\n 2]', 1, 3, 'expected a comma or ] after this item'],
    ['{"a" 1}', 1, 5, 'expected a colon after the key "a"'],
    ['{"a": 1,\n', 2, 1, 'the { on line 1 is never closed'],
    ['[', 1, 2, 'the [ on line 1 is never closed'],
    ['{"a": "x\n"}', 1, 7, 'this text is not closed before the end of its line'],
    ['{"a": "x', 1, 7, 'a text in double quotes is never closed'],
    ['{"a": }', 1, 7, 'expected a value before }'],
    ['{"a":', 1, 6, 'the text ends where a value is expected'],
    ['{"a": 007}', 1, 7, 'this is not how JSON writes a number'],
    ["{\"a\": 'x'}", 1, 7, 'JSON takes double quotes only'],
    ['{"a": 1} {', 1, 10, 'there is more text after the end of the JSON value'],
    ['{"a": "\\q"}', 1, 8, 'a backslash in a text is followed by something JSON does not know'],
    ['["a\tb"]', 1, 4, 'a tab in a text must be written as \\t'],
    ['', 1, 1, 'the text ends where a value is expected'],
  ];
  for (const [text, line, column, message] of cases) {
    const refused = await refusal(() => parseJson(text));
    assert.equal([refused.line, refused.column, refused.message], [line, column, message], JSON.stringify(text));
  }
});

json('depth has a limit and never overflows', async () => {
  for (const text of ['['.repeat(10_000), '['.repeat(10_000) + ']'.repeat(10_000), '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), `${'['.repeat(201)}${']'.repeat(201)}`]) {
    assert.is((await refusal(() => parseJson(text))).kind, 'too-deep');
  }
  parseJson('['.repeat(200) + ']'.repeat(200));
});

json.run();

const both = suite('parse');

both('chooses the format by the first character', async () => {
  assert.equal((await parse(' \n{"a": 1}', 'x')).map((d) => d.data), [{ a: 1 }]);
  assert.equal((await parse('a: 1', 'x.json')).map((d) => d.data), [{ a: 1 }]);
  assert.equal((await parse('{a: !Ref B}', 'x.yaml')).map((d) => [d.data, d.flaws.length]), [[{ a: { Ref: 'B' } }, 0]]);
  const [flow] = await parse('{"a": [1 2]}', 'x.json');
  assert.equal(flow!.flaws, [{ kind: 'syntax', message: 'not JSON, only YAML: expected a comma or ] after this item', offset: 8 }]);
  assert.equal(await parse('', 'x'), []);
  assert.match((await refusal(() => parse('{"a": 1 "b": 2}', 'x.json'))).message, 'expected a comma or }');
  assert.match((await refusal(() => parse('{{ if x }}\na: 1\n', 'x.yaml'))).message, 'does not belong');
  assert.is((await refusal(() => parse('['.repeat(10_000), 'x.yaml'))).kind, 'too-deep');
});

both('JSON loads no YAML parser', () => {
  for (const file of ['json', 'parse', 'yaml', 'source', 'lines']) {
    const text = readFileSync(new URL(`../src/load/${file}.ts`, import.meta.url), 'utf8');
    assert.not.match(text, /^import (?!type\b)[^;]*'(js-yaml|yaml|jsonc-parser)'/m);
  }
});

both('no mutant crashes, and every part of what parses is found', async () => {
  const seeds = [
    'Resources:\n  X: &x\n    Type: AWS::ECS::Service\n    Image: !Sub "${A}:1"\n    If: !If [C, !Ref A, {b: [ ]}]\n  Y:\n    <<: *x\n    Text: |\n      a\n      b\n  ? k\n  : - v\n    -\n  F: [\n    a: b,\n  ]\n',
    '{"family": $X, "a": [1, {{ b }}, {"c": "d\\n"}], // c\n {% if x %}\n"e": {},}\n',
    'a: {{ x }}\n"b": \'c\'\nd: > # e\n  f\n\n  g\nh: !GetAtt i.j\n---\n- *k\n',
  ];
  const edit = fc.tuple(fc.nat(), fc.nat(3), fc.oneof(fc.constantFrom('{', '}', '[', ']', ':', ': ', '\n', '\t', '- ', '"', "'", '&x ', '*x', '!', '!Sub ', '#', ',', '{{', '}}', '\r\n', '<<: *x', '|', '>', '\\', '%', '?', '\0', '\u{1f600}', '\ud800', ' '), fc.string()));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 4 }), fc.constantFrom('x.json', 'x.yaml'), async (seed, edits, name) => {
      let text = seed;
      for (const [where, remove, insert] of edits) {
        const i = where % (text.length + 1);
        text = text.slice(0, i) + insert + text.slice(i + remove);
      }
      let documents: Document[];
      try {
        documents = await parse(text, name);
      } catch (error) {
        assert.instance(error, ParseError);
        return;
      }
      for (const document of documents) {
        for (const [path] of paths(document.data)) {
          const { key, value } = document.locate(path);
          for (const span of [key ?? value, value]) {
            assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, `${JSON.stringify(text)} ${JSON.stringify(path)} ${span.start} ${span.end}`);
          }
        }
      }
    }),
    { numRuns: 2000 },
  );
});

both.run();

const lines = suite('lines');

lines('knows the three line ends', () => {
  const text = new Lines('a\nbb\r\nccc\rd\n');
  assert.is(text.count, 5);
  assert.equal([0, 1, 2, 3, 4, 5, 9].map((n) => text.line(n)), ['', 'a', 'bb', 'ccc', 'd', '', '']);
  assert.equal(text.position(0), { line: 1, column: 1 });
  assert.equal(text.position(3), { line: 2, column: 2 });
  assert.equal(text.position(6), { line: 3, column: 1 });
  assert.equal(text.position(99), { line: 5, column: 1 });
  assert.is(text.offset(3, 2), 7);
  assert.is(text.offset(2, 99), 4);
  assert.is(new Lines('').count, 1);
  assert.equal(new Lines('😀x').position(2), { line: 1, column: 3 });
});

lines('offsets and positions are inverse', () => {
  const piece = fc.constantFrom('\n', '\r\n', '\r', 'x', '😀', '');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      const table = new Lines(text);
      const expected = text.split(/\r\n|\n|\r/);
      assert.is(table.count, expected.length);
      for (const [i, line] of expected.entries()) assert.is(table.line(i + 1), line);
      for (let offset = 0; offset <= text.length; offset++) {
        const { line, column } = table.position(offset);
        if (column <= table.line(line).length + 1) assert.is(table.offset(line, column), offset);
      }
    }),
  );
});

lines.run();

const read = suite<{ folder: string }>('read');

read.before((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'plimsoll-read-'));
});
read.after((context) => rmSync(context.folder, { recursive: true, force: true }));

read('decodes what it can and says why when it cannot', ({ folder }) => {
  const write = (name: string, bytes: string | Buffer) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const utf16 = Buffer.from('a: 😀é\n', 'utf16le');
  const text = (file: string) => {
    const result = readText(file);
    return 'text' in result ? result.text : result.problem;
  };
  assert.is(text(write('utf8', 'a: 😀é\n')), 'a: 😀é\n');
  assert.is(text(write('bom', '\ufeffa: 1\n')), 'a: 1\n');
  assert.is(text(write('le', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]))), 'a: 😀é\n');
  assert.is(text(write('be', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]))), 'a: 😀é\n');
  assert.is(text(write('bare-le', Buffer.from('a: 1\n', 'utf16le'))), 'a: 1\n');
  assert.is(text(write('bare-be', Buffer.from('a: 1\n', 'utf16le').swap16())), 'a: 1\n');
  assert.is(text(write('invalid', Buffer.from([0x61, 0xff, 0x62]))), 'a\ufffdb');
  assert.is(text(write('binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1]))), 'binary');
  assert.is(text(write('empty', '')), 'empty');
  assert.is(text(write('blank', ' \n\t\n')), 'empty');
  assert.is(text(join(folder, 'none')), 'missing');
  assert.is(text(join(folder, 'utf8', 'inside')), 'missing');
  assert.is(text('a\0b'), 'missing');
  mkdirSync(join(folder, 'folder'));
  assert.is(text(join(folder, 'folder')), 'directory');
  symlinkSync(join(folder, 'none'), join(folder, 'dangling'));
  assert.is(text(join(folder, 'dangling')), 'broken-link');
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
  assert.is(text(join(folder, 'loop')), 'broken-link');
  symlinkSync(join(folder, 'utf8'), join(folder, 'link'));
  assert.is(text(join(folder, 'link')), 'a: 😀é\n');
  write('large', 'x');
  truncateSync(join(folder, 'large'), 100 * 1024 * 1024);
  assert.equal(readText(join(folder, 'large')), { problem: 'too-large', message: 'the file has 100.0 MiB, more than the limit of 16.0 MiB' });
  assert.equal(readText(join(folder, 'utf8'), 4), { problem: 'too-large', message: 'the file has 10 bytes, more than the limit of 4 bytes' });
  if (process.getuid?.() !== 0 && process.platform !== 'win32') {
    chmodSync(write('secret', 'x'), 0);
    assert.is(text(join(folder, 'secret')), 'unreadable');
  }
});

read('opens no pipes, sockets or devices', async ({ folder }) => {
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  const server = createServer();
  await new Promise<void>((done) => server.listen(join(folder, 'socket'), done));
  for (const file of [join(folder, 'fifo'), join(folder, 'socket'), '/dev/zero']) {
    const result = readText(file);
    assert.is('problem' in result && result.problem, 'not-a-file');
    const start = peek(file);
    assert.is('problem' in start && start.problem, 'not-a-file');
  }
  await new Promise((done) => server.close(done));
});

read('peeks at the start only', ({ folder }) => {
  const file = join(folder, 'long');
  writeFileSync(file, `start${'x'.repeat(100_000)}`);
  assert.equal(peek(file, 5), { text: 'start' });
  assert.is(decode(Buffer.from([0xef, 0xbb, 0xbf, 0x61])), 'a');
});

read.run();
