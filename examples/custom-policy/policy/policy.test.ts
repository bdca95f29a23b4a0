import { test } from 'node:test';
import { testRule } from 'plimsoll';
import { allowedRegistry } from './allowed-registry.js';
import { familyName } from './family-name.js';
import { tags } from './tags.js';

const registries = ['123456789012.dkr.ecr.eu-west-1.amazonaws.com'];
testRule(allowedRegistry, { fails: [{ file: 'allowed-registry.fixture.yaml', options: { registries } }] }, { test, dir: import.meta.url });
testRule(familyName, { fails: ['family-name.fixture.yaml'] }, { test, dir: import.meta.url });

const service = (list: string): string => `
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties: { TaskDefinition: shop-web, Tags: ${list} }
`;
testRule(
  tags,
  {
    fails: [{ name: 'no owner', text: service('[{ Key: stage, Value: live }]'), message: 'no tag owner' }],
    passes: [{ name: 'owner', text: service('[{ Key: owner, Value: !Ref AWS::StackName }]') }],
    undecided: [{ name: 'tags from elsewhere', text: service('!Split [",", !ImportValue tags]') }],
  },
  { test },
);
