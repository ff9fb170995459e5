/** What passed between the companies of the example set and their carriers: activity files each morning, batch files with answers (WF-1). */
import { systemActor } from '#app/people/system-actor.ts';
import { addDays, dateIn, instantIn, type PlainDate } from '#core/calendar.ts';
import { ANSWERS, type AnswerKind } from '#core/workflow/batch-file.ts';
import { writeLine } from '#core/workflow/csv-line.ts';
import { done } from './done.ts';
import { type Deed, HOUR, type House } from './house.ts';
import { numberOf } from './place-order.ts';
import type { ExampleCode, ExampleOrder } from './read-examples.ts';

/** Before that, what carriers provisioned was active on the day on which it was ordered. */
const DAYS_OF_FILES = 30;

/** Whether a carrier that files are exchanged with works on an order. */
export const isCarriedOrder = ({ examples }: House, { queue }: Pick<ExampleOrder, 'queue'>): boolean =>
  examples.bluegum.setup.carriers.some(({ code }) => code === queue);

/** Mornings on which services are collected and looked after; today's is left to the schedule. */
export function carrierMornings({ services, companies, now }: House, code: ExampleCode): Deed[] {
  const { tenant } = companies[code];
  const schedule = systemActor(tenant, 'schedule');
  const today = dateIn(tenant.timeZone, now);
  return Array.from({ length: DAYS_OF_FILES }, (_, index) => addDays(today, index - DAYS_OF_FILES)).flatMap(
    (day): Deed[] => [
      {
        at: instantIn(tenant.timeZone, day, 8 * HOUR),
        do: async () => done(`collect for ${day}`, await services.workflow.collectServices(schedule, day)),
      },
      {
        at: instantIn(tenant.timeZone, day, 9 * HOUR),
        do: async () => done(`watch on ${day}`, await services.workflow.watchWorkflows(schedule, day)),
      },
    ],
  );
}

interface CarrierAnswer {
  readonly daysAgo: number;
  readonly order: ExampleOrder;
  readonly kind: AnswerKind;
}

/** The answers of carriers, a batch file for each day on which one has something to say. */
export function carrierAnswers(house: House): Deed[] {
  const { companies, examples, now } = house;
  const { tenant } = companies.bluegum;
  const today = dateIn(tenant.timeZone, now);
  return examples.bluegum.setup.carriers.flatMap(({ code }) => {
    const answers = examples.bluegum.orders.filter(({ queue }) => queue === code).flatMap(answersOf);
    const days = [...new Set(answers.map(({ daysAgo }) => daysAgo))].sort((a, b) => b - a);
    return days.map((daysAgo, index): Deed => {
      const day = addDays(today, -daysAgo);
      return {
        at: instantIn(tenant.timeZone, day, 7 * HOUR),
        do: () =>
          answer(house, {
            carrier: code,
            sequence: index + 1,
            day,
            answers: answers.filter((one) => one.daysAgo === daysAgo),
          }),
      };
    });
  });
}

function answersOf(order: ExampleOrder): CarrierAnswer[] {
  const { advisedDaysAgo, haltedDaysAgo, finishedDaysAgo, state } = order;
  const said = (daysAgo: number | null, kind: CarrierAnswer['kind']): CarrierAnswer[] =>
    daysAgo === null ? [] : [{ daysAgo, order, kind }];
  return [
    ...said(advisedDaysAgo, 'advice'),
    ...said(haltedDaysAgo, 'rejection'),
    ...said(state === 'Active' ? finishedDaysAgo : null, 'activation'),
  ];
}

async function answer(
  house: House,
  {
    carrier,
    sequence,
    day,
    answers,
  }: {
    readonly carrier: string;
    readonly sequence: number;
    readonly day: PlainDate;
    readonly answers: readonly CarrierAnswer[];
  },
): Promise<void> {
  const { services, companies } = house;
  const { tenant, who } = companies.bluegum;
  const counts = ANSWERS.map((kind) => answers.filter((one) => one.kind === kind).length);
  const madeAt = instantIn(tenant.timeZone, day, 6 * HOUR);
  const lines = [
    ['H', '1', 'batch', carrier, tenant.providerCode, String(sequence), madeAt],
    ...answers.map(({ order, kind }) => [
      'R',
      numberOf(house, order),
      kind,
      kind === 'activation' ? day : '',
      kind === 'rejection' ? order.rejectionDetails : '',
    ]),
    ['T', ...[sequence, answers.length, ...counts].map(String)],
  ].map(writeLine);
  const taken = done(
    `take batch file ${sequence} of ${carrier}`,
    await services.workflow.takeBatchFile(
      { ...who('provisioning'), actorName: 'carrier', via: 'hook' },
      {
        carrier,
        name: `${carrier}-${sequence}.csv`,
        bytes: new TextEncoder().encode(lines.join('\r\n')),
      },
    ),
  );
  const refused = taken.rows.filter(({ outcome }) => outcome !== 'applied');
  if (refused.length > 0)
    throw new Error(
      `Batch file ${sequence} of ${carrier} was not applied whole: ${refused.map(({ message }) => message).join(' ')}`,
    );
}
