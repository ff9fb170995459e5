/** A server for the measurement of the grid: a workbook with many rates, somebody who may edit it, and a way in. */
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { systemActor } from '#app/people/system-actor.ts';
import type { Result } from '#core/result.ts';
import { openDatabase } from '#db/client.node.ts';
import { makeApp, makeServices } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';

const HEADINGS = ['Rate Card', 'Tariff Key', 'Profile', 'Flagfall', 'Price', 'Per', 'Effective From'];
const REST = [
  'Band',
  'Minimum',
  'Increment',
  'From Quantity',
  'Minimum Charge',
  'Maximum Charge',
  'Effective To',
];

/** What the measurement is told once the server listens. */
export interface GridOffice {
  readonly origin: string;
  /** One-time links, one a repetition. */
  readonly signIns: readonly string[];
}

/** Serves until the process is told to end; prints a GridOffice as one line. */
export async function serveGrid({
  url,
  rates,
}: {
  readonly url: string;
  readonly rates: number;
}): Promise<void> {
  const db = await openDatabase({ url });
  const clock = { now: () => new Date().toISOString() as never };
  const log = { info: () => {}, warn: console.warn, error: console.error };
  const parts = { db, clock, secrets, log, background: makeBackground(() => {}) };
  const services = makeServices(parts);
  const tenant = accepted(
    await services.people.createProvider({
      code: 'bench',
      name: 'Bench Telecom',
      timeZone: 'Australia/Melbourne',
    }),
  );
  const actor = systemActor(tenant, 'cli');
  const line = (at: number) =>
    `VOICE,${String(at).padStart(8, '0')},Rate Per,0.39,0.0${1 + (at % 9)},60,2026-01-01,,,,,,,`;
  const text = [[...HEADINGS, ...REST].join(','), ...Array.from({ length: rates }, (_, at) => line(at))].join(
    '\r\n',
  );
  accepted(
    await services.workbook.importFiles(actor, [
      { name: 'Rates.csv', bytes: new TextEncoder().encode(text) },
    ]),
  );
  const person = { email: 'pat@bench.example', name: 'Pat', roles: ['pricing'] };
  accepted(await services.people.addPerson(actor, person));
  const signIns: string[] = [];
  for (let link = 0; link < 20; link += 1)
    signIns.push(accepted(await services.people.createLoginLink(actor, { email: person.email })).secret);
  const server = serve({
    fetch: makeApp(parts, services, { url: 'http://127.0.0.1', features: [] }).fetch,
    port: 0,
    hostname: '127.0.0.1',
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const office: GridOffice = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    signIns,
  };
  console.log(JSON.stringify(office));
  await new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));
  db.close();
}

function accepted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.faults.map(({ message }) => message).join(' '));
  return result.value;
}
