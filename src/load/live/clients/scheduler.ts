import { SchedulerClient, ListSchedulesCommand, GetScheduleCommand } from '@aws-sdk/client-scheduler';

export const Client = SchedulerClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { ListSchedules: ListSchedulesCommand, GetSchedule: GetScheduleCommand };
