/** The usage of the set: what carriers sent, each morning that of the day before (USE-1, USE-4). */
import { addDays, dateIn, instantIn, type PlainDate } from '#core/calendar.ts';
import { done } from './done.ts';
import { type Deed, HOUR, type House } from './house.ts';
import type { ExampleCode, ExampleUsage } from './read-examples.ts';

export function usageMornings(house: House, code: ExampleCode): Deed[] {
  const { services, companies, examples, now } = house;
  const { tenant } = companies[code];
  const today = dateIn(tenant.timeZone, now);
  const byDay = Map.groupBy(examples[code].usage, ({ daysAgo }) => daysAgo);
  return [...byDay].map(([daysAgo, records]) => {
    const day = addDays(today, -daysAgo);
    return {
      at: instantIn(tenant.timeZone, addDays(day, 1), 4 * HOUR),
      do: async () => {
        done(
          `take the usage of ${day}`,
          await services.usage.takeUsage(companies[code].who('billing'), {
            source: `usage-${day}.ndjson`,
            format: 'ndjson',
            supplier: null,
            lines: records.map((record) => JSON.stringify(toRecord(record, day, tenant.timeZone))),
          }),
        );
      },
    };
  });
}

const toRecord = (
  { supplier, recordId, time, service, tariffKey, quantity, cost }: ExampleUsage,
  day: PlainDate,
  timeZone: string,
) => ({
  supplier,
  recordId,
  service,
  tariffKey,
  start: startOf(day, time, timeZone),
  quantity,
  ...(cost === '' ? {} : { cost }),
});

/** A time that is none stays as the carrier wrote it. */
function startOf(day: PlainDate, time: string, timeZone: string): string {
  const match = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(time);
  if (match === null) return `${day}T${time}Z`;
  const [, hours, minutes, seconds] = match.map(Number);
  const minute = instantIn(timeZone, day, (hours ?? 0) * 60 + (minutes ?? 0));
  return minute.replace(/:\d\d\.\d{3}Z$/, `:${String(seconds).padStart(2, '0')}Z`);
}
