/** The two versions of each catalogue: how it began, and what it became a year before the first start. */
import type { SentFile } from '#app/ports/workbook.ts';
import { dateIn, dayOfMonth, instantIn, monthIndexOf } from '#core/calendar.ts';
import { done } from './done.ts';
import { type Deed, HOUR, type House } from './house.ts';
import type { ExampleCode } from './read-examples.ts';

/** Publishes the workbook as it was at the beginning, accounts included. */
export const publishFirst = (house: House, code: ExampleCode): Promise<void> =>
  publish(house, code, asFirstPublished(house.examples[code].workbook));

/** Plans that are sold no more were sold once: the first version has them saleable. */
const asFirstPublished = (files: readonly SentFile[]): SentFile[] =>
  files.map(({ name, bytes }) => ({
    name,
    bytes: new TextEncoder().encode(new TextDecoder().decode(bytes).replaceAll('Grandfathered', 'Saleable')),
  }));

async function publish(
  { services, companies }: House,
  code: ExampleCode,
  files: readonly SentFile[],
): Promise<void> {
  const pricing = companies[code].who('pricing');
  const admin = companies[code].who('admin');
  done(`fill the workbook of ${code}`, await services.workbook.importFiles(pricing, files));
  const changes = done(
    `submit the workbook of ${code}`,
    await services.catalogue.submitChanges(pricing, { source: 'workbook' }),
  );
  if (changes.faults.length > 0)
    throw new Error(
      `The workbook of ${code} has faults: ${changes.faults.map(({ message }) => message).join(' ')}`,
    );
  done(`publish the workbook of ${code}`, await services.catalogue.approveChanges(admin, changes.id));
}

/** A year ago some plans were closed to new customers. */
export function publishSecond(house: House, code: ExampleCode): Deed {
  const { timeZone } = house.companies[code].tenant;
  const day = dayOfMonth(monthIndexOf(dateIn(timeZone, house.now)) - 12, 6);
  return {
    at: instantIn(timeZone, day, 14 * HOUR),
    do: () => publish(house, code, house.examples[code].workbook),
  };
}
