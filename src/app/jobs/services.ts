/** What runs by itself: seeing and setting when; and how all of it stands. */
import type { OutboxReader } from '../ports/deliveries.ts';
import type { ScheduleStore } from '../ports/jobs.ts';
import type { Clock } from '../ports/platform.ts';
import { makeListSchedules } from './list-schedules.ts';
import { makeReadStatus } from './read-status.ts';
import { makeSetSchedule } from './set-schedule.ts';
import { makeTryNow } from './try-now.ts';

export interface JobPorts {
  readonly schedules: ScheduleStore;
  readonly outbox: OutboxReader;
  readonly clock: Clock;
}

export type JobServices = ReturnType<typeof makeJobServices>;

export const makeJobServices = (ports: JobPorts) => ({
  listSchedules: makeListSchedules(ports),
  setSchedule: makeSetSchedule(ports),
  tryNow: makeTryNow(ports),
  readStatus: makeReadStatus(ports),
});
