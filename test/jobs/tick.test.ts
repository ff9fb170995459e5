import { describe, expect, it, vi } from 'vitest';
import type { JobName } from '#app/ports/jobs.ts';
import type { Log } from '#app/ports/log.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { Instant } from '#core/calendar.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import type { Database } from '#db/database.ts';
import { outbox } from '#db/schema/index.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { type Job, makeTick, type TickEvent } from '#jobs/tick.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { clockAt } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import { aTenant } from '#test/support/tenants.ts';

const NOON = '2026-07-01T02:00:00.000Z';
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const inWords = (events: readonly TickEvent[]) =>
  events
    .filter(({ job }) => MONEY.has(job))
    .map(({ provider, job, day, outcome }) => `${provider} ${job} ${day} ${outcome}`);
const MONEY: ReadonlySet<JobName> = new Set(['billing', 'invoices']);

/** A provider's jobs that only write down what they were asked for. */
async function aHouse(db: Database, jobs: Partial<Record<JobName, Job>> = {}) {
  const clock = clockAt(NOON);
  const asked: string[] = [];
  const note =
    (job: string): Job =>
    async (actor, day) => {
      asked.push(`${actor.providerCode} ${job} ${day}`);
      return ok({});
    };
  const schedules = makeScheduleStore(db);
  const parts = {
    schedules,
    leases: makeLeaseStore(db),
    jobs: {
      billing: note('billing'),
      invoices: note('invoices'),
      activity_files: quiet,
      workflow_watch: quiet,
      catalogue: quiet,
      ...jobs,
    },
    tendRuns: async () => {},
    announceBilling: async () => ok(null),
    keepSheets: async () => {},
    keepRerates: async () => {},
    clock,
    secrets,
    log: silent,
  };
  return { clock, asked, schedules, parts, tick: makeTick(parts) };
}

/** Jobs that are about something else: they are due every day as well. */
const quiet: Job = async () => ok({});

const at = (text: string) => text as Instant;

describe('the tick', () => {
  it('does for a new provider what is due today, billing before invoices', async () => {
    const db = await aDatabase();
    await aTenant(db);
    const { tick, asked } = await aHouse(db);
    expect(inWords(await tick(at(NOON)))).toEqual([
      'bluegum billing 2026-07-01 done',
      'bluegum invoices 2026-07-01 done',
    ]);
    expect(asked).toEqual(['bluegum billing 2026-07-01', 'bluegum invoices 2026-07-01']);
  });

  it('does each day once, however often it ticks', async () => {
    const db = await aDatabase();
    await aTenant(db);
    const { tick, asked } = await aHouse(db);
    await tick(at(NOON));
    expect(await tick(at('2026-07-01T12:00:00.000Z'))).toEqual([]);
    await tick(at('2026-07-01T16:00:00.000Z'));
    expect(asked).toHaveLength(3);
    expect(asked.at(-1)).toBe('bluegum billing 2026-07-02');
  });

  it('works in each provider’s own zone', async () => {
    const db = await aDatabase();
    await aTenant(db);
    await aTenant(db, 'perth', 'Australia/Perth');
    const { tick } = await aHouse(db);
    await tick(at(NOON));
    // 02:00 in Melbourne, midnight in Perth.
    expect(inWords(await tick(at('2026-07-01T16:00:00.000Z')))).toEqual(['bluegum billing 2026-07-02 done']);
    expect(inWords(await tick(at('2026-07-01T18:00:00.000Z')))).toEqual([
      'bluegum invoices 2026-07-02 done',
      'perth billing 2026-07-02 done',
    ]);
  });

  it('catches missed days up in their order, the jobs of a day before the next day', async () => {
    const db = await aDatabase();
    await aTenant(db);
    const { tick, asked } = await aHouse(db);
    await tick(at(NOON));
    asked.length = 0;
    await tick(at('2026-07-03T02:00:00.000Z'));
    expect(asked).toEqual([
      'bluegum billing 2026-07-02',
      'bluegum invoices 2026-07-02',
      'bluegum billing 2026-07-03',
      'bluegum invoices 2026-07-03',
    ]);
  });

  it('catches up at most a month of days at once, so that nobody waits long', async () => {
    const db = await aDatabase();
    await aTenant(db);
    const { tick } = await aHouse(db);
    await tick(at(NOON));
    expect(inWords(await tick(at('2026-12-01T02:00:00.000Z')))).toHaveLength(62);
    expect(inWords(await tick(at('2026-12-01T02:00:00.000Z')))[0]).toBe('bluegum billing 2026-08-02 done');
  });

  it('leaves alone what is switched off', async () => {
    const db = await aDatabase();
    const { providerId } = await aTenant(db);
    const { tick, schedules } = await aHouse(db);
    await tick(at(NOON));
    await db.write([{ sql: 'update schedule set enabled = 0 where provider_id = ?', args: [providerId] }]);
    expect(await tick(at('2026-07-05T02:00:00.000Z'))).toEqual([]);
    expect(await schedules.lastDoneOn(providerId, 'billing')).toBe('2026-07-01');
  });

  it('acts as the schedule, with every power', async () => {
    const db = await aDatabase();
    await aTenant(db);
    const actors: Actor[] = [];
    const { tick } = await aHouse(db, {
      billing: async (actor) => {
        actors.push(actor);
        return ok({});
      },
    });
    await tick(at(NOON));
    expect(actors[0]).toMatchObject({ via: 'schedule', actorName: 'schedule', providerCode: 'bluegum' });
    expect(actors[0]?.powers.has('billing')).toBe(true);
  });
});

it('ends first what died: no run of billing stays under way for ever', async () => {
  const db = await aDatabase();
  await aTenant(db);
  const { parts, asked } = await aHouse(db);
  const tendRuns = async () => {
    asked.push('end what died');
  };
  await makeTick({ ...parts, tendRuns })(at(NOON));
  expect(asked).toEqual(['end what died', 'bluegum billing 2026-07-01', 'bluegum invoices 2026-07-01']);
});

describe('a day that cannot be done', () => {
  it('is kept with its reason, holds back what comes after it, and is tried again', async () => {
    const db = await aDatabase();
    const { providerId } = await aTenant(db);
    const answers = [no(fault('no_version', 'No version is published.')), ok({}), ok({})];
    const { tick, asked, schedules, clock } = await aHouse(db, {
      billing: async () => answers.shift() ?? ok({}),
    });
    expect(inWords(await tick(at(NOON)))).toEqual(['bluegum billing 2026-07-01 failed']);
    expect(asked).toEqual([]);
    const billing = async () => (await schedules.list(providerId)).find(({ job }) => job === 'billing');
    expect(await billing()).toMatchObject({
      lastDoneOn: '2026-06-30',
      lastError: 'No version is published.',
    });
    expect(inWords(await tick(clock.pass(1)))).toEqual([
      'bluegum billing 2026-07-01 done',
      'bluegum invoices 2026-07-01 done',
    ]);
    expect((await billing())?.lastError).toBeNull();
  });

  /** A day of ticks, one each minute, in which billing fails: the minutes in which it was tried, and what people were told. */
  const aDayOfFailures = async (job: Job) => {
    const db = await aDatabase();
    const { providerId } = await aTenant(db);
    const tries: number[] = [];
    const start = Date.parse(NOON);
    const house = await aHouse(db, {
      billing: (...asked) => {
        tries.push((Date.parse(house.clock.now()) - start) / 60_000);
        return job(...asked);
      },
    });
    house.clock.set('2026-07-01T02:00:23.456Z');
    const minutes = async (count: number) => {
      const outcomes: string[] = [];
      for (let minute = 0; minute < count; minute += 1) {
        outcomes.push(...inWords(await house.tick(house.clock.now())));
        house.clock.pass(1);
      }
      return outcomes;
    };
    const told = async () =>
      (await db.orm.select().from(outbox).orderBy(outbox.id)).map(
        ({ topic, body }) => `${topic} ${body.job} ${body.day} ${body.failures}`,
      );
    const billing = async () => (await house.schedules.list(providerId)).find(({ job }) => job === 'billing');
    return { ...house, db, providerId, tries, minutes, told, billing };
  };
  const broken: Job = async () => no(fault('billing_not_done', 'run_1 is failed.'));

  it('is tried again after 1, 2, 4, 8, 16, 32 and then each 60 minutes, and told once', async () => {
    const { tries, minutes, told, billing } = await aDayOfFailures(broken);
    const outcomes = await minutes(190);
    expect(tries.map(Math.floor)).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
    expect(outcomes.filter((outcome) => outcome.endsWith('failed'))).toHaveLength(tries.length);
    expect(outcomes.filter((outcome) => outcome === 'bluegum billing 2026-07-01 later')).toHaveLength(
      190 - tries.length,
    );
    // Invoices wait for the billing of their day all the while.
    expect(outcomes.some((outcome) => outcome.includes('invoices'))).toBe(false);
    expect(await told()).toEqual(['schedule.failed billing 2026-07-01 1']);
    expect(await billing()).toMatchObject({ failures: 9, retryAt: '2026-07-01T06:03:00.000Z' });
  });

  it('that works again is told once, and the next day begins with a clean slate', async () => {
    let isBroken = true;
    const { minutes, told, billing } = await aDayOfFailures((...asked) =>
      (isBroken ? broken : quiet)(...asked),
    );
    await minutes(3);
    isBroken = false;
    await minutes(10);
    expect(await told()).toEqual([
      'schedule.failed billing 2026-07-01 1',
      'schedule.recovered billing 2026-07-01 2',
    ]);
    expect(await billing()).toMatchObject({ failures: 0, retryAt: null, lastError: null });
  });

  it('is tried at once where somebody says so', async () => {
    const { tries, minutes, schedules, providerId } = await aDayOfFailures(broken);
    await minutes(20);
    expect(tries).toHaveLength(5);
    await schedules.tryNow(providerId, 'billing', {
      providerId,
      at: at(NOON),
      actor: 'Somebody',
      via: 'console',
      action: 'schedule.tried_now',
      subject: 'billing',
      details: {},
      requestId: null,
    });
    await minutes(1);
    expect(tries).toHaveLength(6);
  });

  it('BILL-11: a day that waits for approval is no failure: it is looked at each minute, and nobody is told', async () => {
    const { tries, minutes, told, billing } = await aDayOfFailures(async () =>
      no(fault('billing_awaits_approval', 'It waits for approval.')),
    );
    const outcomes = await minutes(5);
    expect(tries).toHaveLength(5);
    expect(new Set(outcomes)).toEqual(new Set(['bluegum billing 2026-07-01 waiting']));
    expect(await told()).toEqual([]);
    expect(await billing()).toMatchObject({ failures: 0, lastError: 'It waits for approval.' });
  });

  it('whose run goes on in other hands has not failed: it is looked at each minute', async () => {
    const { tries, minutes, told, billing } = await aDayOfFailures(async () =>
      no(fault('billing_goes_on', 'run_1 is running.')),
    );
    expect(new Set(await minutes(3))).toEqual(new Set(['bluegum billing 2026-07-01 busy']));
    expect(tries).toHaveLength(3);
    expect(await told()).toEqual([]);
    expect(await billing()).toMatchObject({ failures: 0, lastError: null });
  });

  it('of a process that is told to stop has not failed', async () => {
    const stopping = new AbortController();
    const { tick, billing, told } = await aDayOfFailures(async () => {
      stopping.abort();
      return no(fault('billing_not_done', 'It was stopped.'));
    });
    expect(inWords(await tick(at(NOON), stopping.signal))).toEqual(['bluegum billing 2026-07-01 failed']);
    expect(await billing()).toMatchObject({ failures: 0, lastError: null });
    expect(await told()).toEqual([]);
  });

  it('holds back its own chain alone: a bill that fails keeps no file from a carrier (WF-1)', async () => {
    const db = await aDatabase();
    await aTenant(db);
    const { tick, schedules } = await aHouse(db, {
      billing: async () => no(fault('no_version', 'No version is published.')),
      activity_files: async () => no(fault('interrupted', 'Not today.')),
    });
    expect((await tick(at(NOON))).map(({ job, outcome }) => `${job} ${outcome}`)).toEqual([
      'catalogue done',
      'billing failed',
      'activity_files failed',
      'workflow_watch done',
    ]);
    expect((await schedules.list(1)).map(({ job, lastDoneOn }) => `${job} ${lastDoneOn}`)).toEqual([
      'activity_files 2026-06-30',
      'billing 2026-06-30',
      'catalogue 2026-07-01',
      'invoices 2026-06-30',
      'workflow_watch 2026-07-01',
    ]);
  });

  it('does not hold back another provider, even where it breaks off', async () => {
    const db = await aDatabase();
    await aTenant(db);
    await aTenant(db, 'wavelink');
    const broken = new Error('disk full');
    const heard = vi.fn();
    const { parts } = await aHouse(db, {
      billing: async (actor) => {
        if (actor.providerCode === 'bluegum') throw broken;
        return ok({});
      },
    });
    const tick = makeTick({ ...parts, log: { ...silent, error: heard } });
    expect(inWords(await tick(at(NOON)))).toEqual([
      'bluegum billing 2026-07-01 failed',
      'wavelink billing 2026-07-01 done',
      'wavelink invoices 2026-07-01 done',
    ]);
    expect(heard).toHaveBeenCalledWith(
      expect.objectContaining({ err: broken, provider: 'bluegum' }),
      'job failed',
    );
  });
});

describe('a preview ahead of the day that fails (BILL-11)', () => {
  /** Bluegum, of which the next day is previewed ten hours ahead; the minutes in which that was tried. */
  const ahead = async (answer: (minute: number) => Result<null>) => {
    const db = await aDatabase();
    const { providerId } = await aTenant(db);
    await db.write([{ sql: 'update provider set billing_preview_minutes = 600', args: [] }]);
    const { parts, clock, schedules, asked } = await aHouse(db);
    await makeTick(parts)(at(NOON));
    asked.length = 0;
    // Due at 2:00 on the 2nd in Melbourne, which is two hours later.
    const start = clock.set('2026-07-01T14:00:00.000Z');
    const tries: number[] = [];
    const tick = makeTick({
      ...parts,
      announceBilling: async () => {
        const minute = (Date.parse(clock.now()) - Date.parse(start)) / 60_000;
        tries.push(minute);
        return answer(minute);
      },
    });
    const minutes = async (count: number) => {
      for (let minute = 0; minute < count; minute += 1) {
        await tick(clock.now());
        clock.pass(1);
      }
    };
    const billing = async () => (await schedules.list(providerId)).find(({ job }) => job === 'billing');
    const told = async () => (await db.orm.select().from(outbox)).map(({ topic }) => topic);
    return { minutes, tries, asked, billing, told };
  };
  const broken = no(fault('billing_not_done', 'Its preview did not get to its end.'));

  it('is tried less and less often and told once, and does not put the run itself off', async () => {
    const { minutes, tries, asked, told, billing } = await ahead(() => broken);
    await minutes(120);
    expect(tries).toEqual([0, 1, 3, 7, 15, 31, 63]);
    expect(await told()).toEqual(['schedule.failed']);
    expect(await billing()).toMatchObject({ failures: 7, retryAt: '2026-07-01T16:03:00.000Z' });
    expect(asked).toEqual([]);
    await minutes(1);
    expect(asked).toEqual(['bluegum billing 2026-07-02']);
    expect(await told()).toEqual(['schedule.failed', 'schedule.recovered']);
  });

  it('that works at last leaves nothing of it', async () => {
    const { minutes, tries, billing } = await ahead((minute) => (minute < 2 ? broken : ok(null)));
    await minutes(5);
    expect(tries).toEqual([0, 1, 3, 4]);
    expect(await billing()).toMatchObject({ failures: 0, retryAt: null, lastError: null });
  });
});

it('a day that was due is not announced once it is done', async () => {
  const db = await aDatabase();
  await aTenant(db);
  await db.write([{ sql: 'update provider set billing_preview_minutes = 600', args: [] }]);
  const { parts } = await aHouse(db);
  const announced = vi.fn(async () => ok(null));
  await makeTick({ ...parts, announceBilling: announced })(at(NOON));
  expect(announced).not.toHaveBeenCalled();
  await makeTick({ ...parts, announceBilling: announced })(at(NOON));
  expect(announced).toHaveBeenCalledTimes(1);
});

describe('two machines', () => {
  it('tick at once: each day is done once', async () => {
    const db = await aDatabase();
    await aTenant(db);
    const done: string[] = [];
    const slow: Job = async (_, day) => {
      done.push(day);
      await new Promise((resume) => setTimeout(resume, 20));
      return ok({});
    };
    const { parts } = await aHouse(db, { billing: slow, invoices: async () => ok({}) });
    const both = await Promise.all([makeTick(parts)(at(NOON)), makeTick(parts)(at(NOON))]);
    expect(done).toEqual(['2026-07-01']);
    expect(
      both
        .flatMap(inWords)
        .filter((word) => word.includes('billing'))
        .sort(),
    ).toEqual(['bluegum billing 2026-07-01 busy', 'bluegum billing 2026-07-01 done']);
  });

  it('one dies in the middle: the other waits for its lease to run out, then does the same day', async () => {
    const db = await aDatabase();
    await aTenant(db);
    const { tick, asked } = await aHouse(db);
    // What a killed process leaves behind: a lease, and a schedule that has not moved on.
    await tick(at('2026-06-30T15:00:00.000Z'));
    asked.length = 0;
    await makeLeaseStore(db).take({ name: 'job:billing:1', holder: 'a dead process' });
    expect(inWords(await tick(at(NOON)))).toEqual(['bluegum billing 2026-07-01 busy']);
    await db.write([{ sql: `update lease set until = '2000-01-01T00:00:00.000Z'`, args: [] }]);
    expect(inWords(await tick(at(NOON)))).toEqual([
      'bluegum billing 2026-07-01 done',
      'bluegum invoices 2026-07-01 done',
    ]);
  });

  it('one loses its lease while it works: it is told, and its day is not recorded by it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const db = await aDatabase();
    const { providerId } = await aTenant(db);
    const told = vi.fn();
    const { tick, schedules } = await aHouse(db, {
      billing: async (_, __, signal) => {
        signal.addEventListener('abort', told);
        await db.write([{ sql: `update lease set holder = 'another'`, args: [] }]);
        await vi.advanceTimersByTimeAsync(5_000);
        await vi.waitFor(() => expect(told).toHaveBeenCalled());
        return ok({});
      },
    });
    expect(inWords(await tick(at(NOON)))).toEqual(['bluegum billing 2026-07-01 busy']);
    expect(await schedules.lastDoneOn(providerId, 'billing')).toBe('2026-06-30');
  });

  it('one is told to stop: it ends after the day at hand', async () => {
    const db = await aDatabase();
    await aTenant(db);
    const stopping = new AbortController();
    const { tick, asked } = await aHouse(db, {
      billing: async () => {
        stopping.abort();
        return ok({});
      },
    });
    expect(inWords(await tick(at(NOON), stopping.signal))).toEqual(['bluegum billing 2026-07-01 done']);
    expect(asked).toEqual([]);
  });
});
