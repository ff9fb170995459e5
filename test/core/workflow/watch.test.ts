import { describe, expect, it } from 'vitest';
import { type Instant, plainDate } from '#core/calendar.ts';
import { lastCollection, planWatch, type WatchDay, type Watched } from '#core/workflow/watch.ts';

const ZONE = 'Australia/Melbourne';
const HOLIDAYS = new Set([plainDate('2026-03-09'), plainDate('2026-04-03'), plainDate('2026-04-06')]);
const dayAt = (now: string, collectAtMinutes = 480): WatchDay => ({
  now: now as Instant,
  timeZone: ZONE,
  holidays: HOLIDAYS,
  collectAtMinutes,
});

describe('WF-3: the last collection', () => {
  it.each([
    // Wednesday, before and after 8:00 in Melbourne.
    ['2026-03-03T20:59:59.999Z', '2026-03-02T21:00:00.000Z'],
    ['2026-03-03T21:00:00.000Z', '2026-03-03T21:00:00.000Z'],
    // Over a weekend with a holiday behind it: Friday's.
    ['2026-03-09T05:00:00.000Z', '2026-03-05T21:00:00.000Z'],
    // The clocks go back on Sunday 5 April: Tuesday's 8:00 is an hour later in UTC than Thursday's.
    ['2026-04-06T21:30:00.000Z', '2026-04-01T21:00:00.000Z'],
    ['2026-04-06T22:00:00.000Z', '2026-04-06T22:00:00.000Z'],
    // They go forward on Sunday 4 October.
    ['2026-10-04T20:59:00.000Z', '2026-10-01T22:00:00.000Z'],
    ['2026-10-04T21:00:00.000Z', '2026-10-04T21:00:00.000Z'],
  ])('at %s was %s', (now, at) => {
    expect(lastCollection(dayAt(now))).toBe(at);
  });

  it('is unknown where no day of two months was a working day', () => {
    const holidays = new Set(
      Array.from({ length: 70 }, (_, n) =>
        plainDate(new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10)),
      ),
    );
    expect(lastCollection({ ...dayAt('2026-03-10T00:00:00.000Z'), holidays })).toBeNull();
  });
});

describe('WF-3: what the watch finds', () => {
  const aWatched = (overrides: Partial<Watched> = {}): Watched => ({
    requestId: 12,
    orderNumber: 'BG-O-1',
    retailer: 'Bluegum Telecom',
    servicePlan: 'SP-PSTN',
    carrier: 'opti-carrier',
    carrierName: 'Opti Carrier',
    stage: 'sent',
    since: '2026-03-02T21:00:00.000Z' as Instant,
    round: 1,
    fileSequence: 3,
    warnAfterDays: 5,
    alertAfterDays: 10,
    openLevel: null,
    ...overrides,
  });
  const levels = (now: string, watched: Partial<Watched> = {}) =>
    planWatch([aWatched(watched)], dayAt(now)).map(({ level, days }) => `${level} ${days}`);

  it('counts working days, holidays out', () => {
    // Sent on Tuesday 3 March; Monday the 9th is a holiday.
    expect(levels('2026-03-09T22:00:00.000Z')).toEqual([]);
    expect(levels('2026-03-10T22:00:00.000Z')).toEqual(['warn 5']);
    expect(levels('2026-03-17T22:00:00.000Z')).toEqual(['alert 10']);
  });

  it('tells each level once, and never a lower one after it', () => {
    expect(levels('2026-03-12T22:00:00.000Z', { openLevel: 'warn' })).toEqual([]);
    expect(levels('2026-03-18T22:00:00.000Z', { openLevel: 'warn' })).toEqual(['alert 11']);
    expect(levels('2026-03-18T22:00:00.000Z', { openLevel: 'alert' })).toEqual([]);
    expect(levels('2026-03-12T22:00:00.000Z', { openLevel: 'alert' })).toEqual([]);
  });

  it('leaves alone what a carrier that is gone was sent: no days are set for it', () => {
    const gone = { carrierName: null, warnAfterDays: null, alertAfterDays: null };
    expect(levels('2026-06-01T22:00:00.000Z', gone)).toEqual([]);
  });

  it('finds what the last collection should have taken, and nothing that came after it', () => {
    const at = (since: string) =>
      levels('2026-03-03T22:00:00.000Z', { stage: 'pending_collection', since: since as Instant });
    expect(at('2026-03-03T20:59:00.000Z')).toEqual(['alert 0']);
    expect(at('2026-03-03T21:00:00.000Z')).toEqual([]);
  });
});
