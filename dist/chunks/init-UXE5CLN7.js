import{part22_Finder as Finder}from"./start.js";import{part12_UsageError as UsageError}from"./start.js";import"./start.js";import{existsSync,mkdirSync,writeFileSync}from"node:fs";import{dirname,join,relative,sep}from"node:path";var CONFIG="plimsoll.config.yaml";function init({cwd,rules,force}){let names=rules.flatMap(text=>text.split(",")).map(nameOf),existing=new Finder(cwd).in(cwd),shown=existing&&relative(cwd,existing).split(sep).join("/"),plugins=names.map(({file})=>`./rules/${file}.ts`),exclude=names.length>0?["rules/*.fixture.yaml"]:[],files=new Map,keeps=shown!==void 0&&(names.length>0||shown!==CONFIG);if(!keeps)files.set(CONFIG,starter(plugins,exclude));else if(names.length===0)throw new UsageError(`there is a configuration already: ${shown}`);for(let name of names)for(let[path,text]of ruleFiles(name))files.set(path,text);writeAll(files,cwd,force);let written=[...files.keys()].map(path=>`wrote ${path}
`).join(""),next=names.length===0?"":`${keeps?`
Add to ${shown}:
  plugins: [${plugins.map(each=>`"${each}"`).join(", ")}]
  exclude: [${exclude.map(each=>`"${each}"`).join(", ")}]
`:""}
Test it with Node, once plimsoll is a devDependency:
  node --import plimsoll/register --test ${names.map(({file})=>`rules/${file}.test.ts`).join(" ")}
`;return written+next}function writeAll(files,cwd,force){let there=[...files.keys()].filter(path=>existsSync(join(cwd,path)));if(there.length>0&&!force)throw new UsageError(`${there.join(", ")} ${there.length===1?"is":"are"} there already; --force overwrites`);for(let[path,text]of files)try{mkdirSync(dirname(join(cwd,path)),{recursive:!0}),writeFileSync(join(cwd,path),text)}catch(error){throw new UsageError(`cannot write ${path}: ${error.message}`)}}function nameOf(text){let[,family="policy",file]=/^(?:([a-z][a-z0-9-]*)\/)?([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(text)??[];if(file===void 0)throw new UsageError(`"${text}" cannot be the name of a rule: write family/what-must-hold in small letters, such as acme/service-names`);return{id:`${family}/${file}`,file}}function starter(plugins,exclude){return`# yaml-language-server: $schema=./node_modules/plimsoll/schemas/config.schema.json
# Plimsoll: what to check here and how. "plimsoll --print-config FILE" shows what applies to a file.

# Sets of rules: recommended, strict, security, reliability, cost, all.
presets: [recommended]

# off, on, a severity, or [severity, options].
rules:
  # ecs-task/image-pinned: high
  # ecr/*: off

# Severity from which a run fails: critical, high, medium, low, info, never.
failOn: high

# Files that are not searched.
${exclude.length>0?`exclude: [${exclude.join(", ")}]`:"# exclude: [legacy/]"}

# Template parameters, judged one environment after the other.
# environments:
#   staging: { parameters: { Stage: staging } }
#   live: { parameters: { Stage: live }, region: eu-west-1 }

# Other settings for some files.
# overrides:
#   - files: [dev/]
#     rules: { ecs-task/image-pinned: low }

# Findings that are accepted, for files that hold no comments.
# ignore:
#   - rule: ecs-task/image-pinned
#     files: [tasks/worker.json]
#     reason: built and deployed in one step
#     until: 2027-01-31
${plugins.length>0?`
# Rules of our own. They run code.
plugins: [${plugins.join(", ")}]
`:""}`}function ruleFiles({id,file}){return new Map([[`rules/${file}.ts`,`import { defineRule } from 'plimsoll';

export const rule = defineRule({
  id: '${id}',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'operations',
  severity: 'medium',
  summary: 'Names of containers have the form that we agreed on',
  why: 'Dashboards and alarms find a container by its name.',
  fix: 'Rename the container.',
  options: {
    pattern: { type: 'string', format: 'regex', default: '^[a-z][a-z0-9-]*$', description: 'What a name must look like.' },
  },
  // Reading a value that nobody can know ends the check as undecided; there is nothing to catch.
  check(container, { at, report, options }) {
    if (!new RegExp(options.pattern).test(container.Name)) report(at(container, 'Name'), \`container "\${container.Name}" does not match \${options.pattern}\`);
  },
});

export default [rule];
`],[`rules/${file}.fixture.yaml`,`# What must happen on a line stands behind it; everything else must stay silent.
Parameters:
  Name: { Type: String }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ContainerDefinitions:
        - Name: web
          Image: nginx:1
        - Name: Web_2 # expect ${id}
          Image: nginx:1
        - Name: !Ref Name # undecided ${id}
          Image: nginx:1
`],[`rules/${file}.test.ts`,`import { test } from 'node:test';
import { testRule } from 'plimsoll';
import { rule } from './${file}.js';

testRule(rule, { fails: ['${file}.fixture.yaml'] }, { test, dir: import.meta.url });
`]])}export{init,writeAll};
