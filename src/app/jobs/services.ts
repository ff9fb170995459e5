/** What runs by itself: seeing and setting when, and what waits to leave. */
import type { OutboxReader, ScheduleStore } from '../ports/jobs.ts';
import type { Clock } from '../ports/platform.ts';
import { makeListSchedules } from './list-schedules.ts';
import { makeReadOutbox } from './read-outbox.ts';
import { makeReadStatus } from './read-status.ts';
import { makeSetSchedule } from './set-schedule.ts';

export interface JobPorts {
  readonly schedules: ScheduleStore;
  readonly outbox: OutboxReader;
  readonly clock: Clock;
}

export type JobServices = ReturnType<typeof makeJobServices>;

export const makeJobServices = (ports: JobPorts) => ({
  listSchedules: makeListSchedules(ports),
  setSchedule: makeSetSchedule(ports),
  readOutbox: makeReadOutbox(ports),
  readStatus: makeReadStatus(ports),
});
