import { EventBridgeClient, ListEventBusesCommand, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';

export const Client = EventBridgeClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { ListEventBuses: ListEventBusesCommand, ListRules: ListRulesCommand, ListTargetsByRule: ListTargetsByRuleCommand };
