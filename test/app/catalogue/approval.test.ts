import { describe, expect, it } from 'vitest';
import type { ApprovalRules } from '#core/workbook/approval-needs.ts';
import { approvalNeeds } from '#core/workbook/approval-needs.ts';
import type { PresentRow } from '#core/workbook/present.ts';
import type { PublishPlan } from '#core/workbook/publish-plan.ts';
import type { Database } from '#db/database.ts';
import { outbox, provider } from '#db/schema/index.ts';
import { aCatalogue, unwrap } from '#test/support/catalogues.ts';
import { aWorkbook, type TestWorkbook } from '#test/support/workbooks.ts';

/** A published catalogue, its submitter Pia, and Lee who may approve as well. */
async function withRules(rules: Partial<ApprovalRules> = {}) {
  const shelf = await aCatalogue();
  await shelf.publish();
  if (Object.keys(rules).length > 0) await shelf.db.write([shelf.db.orm.update(provider).set(rules)]);
  const lee = { ...shelf.actor, actorId: 'usr_2', actorName: 'Lee Lead' };
  return { ...shelf, lee };
}

const newRate = (cells: object) => ({
  'Rate Card': 'VOICE',
  'Tariff Key': '0011',
  Band: 'any',
  Profile: 'Rate Per',
  Flagfall: '0.39',
  Price: '0.02',
  Per: '60',
  Minimum: '60',
  Increment: '60',
  'From Quantity': '0',
  'Effective From': '2026-04-01',
  ...cells,
});

const tariffs = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    'Tariff Key': `9${String(at).padStart(3, '0')}`,
    Description: `Place ${at}`,
    'Usage Type': 'Voice',
    Unit: 'second',
  }));

const dearer = () => aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '76.95');
const secondPerson = { ok: false, faults: [{ code: 'second_person_needed', kind: 'forbidden' }] };

describe('who may approve (M5)', () => {
  it('without rules whoever submitted it may, as long as it has the power to', async () => {
    const { submit, catalogue, actor } = await withRules();
    const waiting = await submit(dearer());
    expect(waiting.needs).toEqual([]);
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({
      value: { status: 'published', needs: [], decidedById: 'usr_1' },
    });
  });

  it('four eyes: whoever submitted it may not, somebody else may, and the reason stays on record', async () => {
    const { submit, catalogue, actor, lee } = await withRules({ approvalFourEyes: true });
    const waiting = await submit(dearer());
    expect(waiting.needs).toMatchObject([{ code: 'four_eyes', asks: 'second_person' }]);
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({
      ...secondPerson,
      faults: [{ message: expect.stringContaining('Pia Pricing submitted it') }],
    });
    expect(await catalogue.approveChanges(lee, waiting.id)).toMatchObject({
      value: { status: 'published', decidedById: 'usr_2', needs: [{ code: 'four_eyes' }] },
    });
  });

  it('goes by persons, not by names: the same name may be somebody else, another name the same', async () => {
    const { submit, catalogue, actor } = await withRules({ approvalFourEyes: true });
    const waiting = await submit(dearer());
    const renamed = { ...actor, actorName: 'Pia Married', via: 'slack' as const };
    expect(await catalogue.approveChanges(renamed, waiting.id)).toMatchObject(secondPerson);
    const namesake = { ...actor, actorId: 'usr_9' };
    expect(await catalogue.approveChanges(namesake, waiting.id)).toMatchObject({ ok: true });
  });

  it('one whose submitter is not on record is approved by nobody where a second person is asked for', async () => {
    const { db, submit, catalogue, lee } = await withRules({ approvalFourEyes: true });
    const waiting = await submit(dearer());
    await db.write([{ sql: 'update change_set set submitted_by_id = null', args: [] }]);
    expect(await catalogue.approveChanges(lee, waiting.id)).toMatchObject(secondPerson);
  });

  it('rules are asked when it is decided: what was switched on meanwhile counts', async () => {
    const { db, submit, catalogue, actor } = await withRules();
    const waiting = await submit(dearer());
    await db.write([db.orm.update(provider).set({ approvalFourEyes: true })]);
    expect(unwrap(await catalogue.showChangeSet(actor, waiting.id)).needs).toMatchObject([
      { code: 'four_eyes' },
    ]);
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject(secondPerson);
  });

  const THRESHOLDS: readonly (readonly [
    what: string,
    rules: Partial<ApprovalRules>,
    book: ReturnType<typeof aWorkbook>,
    need: string | null,
  ])[] = [
    [
      'a fee that rises by just the limit',
      { approvalRiseAbove: 10 },
      dearer().set('Package Plans', 'HOME', 'Access Fee', '76.94'),
      null,
    ],
    [
      'a fee that rises by more',
      { approvalRiseAbove: 10 },
      dearer(),
      'Package Plans HOME Access Fee rises from 69.95 to 76.95, by 10.01 %: more than 10 %.',
    ],
    [
      'a fee that falls',
      { approvalRiseAbove: 0 },
      aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '1.00'),
      null,
    ],
    [
      'a price that rises from zero',
      { approvalRiseAbove: 1000 },
      aWorkbook().set('Rates', 4, 'Flagfall', '0.01'),
      'Rates VOICE · 001161 · any · 60 · 2026-01-01 Flagfall rises from 0 to 0.01: more than 1000 %.',
    ],
    [
      'a new rate that is dearer than the one it takes the place of',
      { approvalRiseAbove: 10 },
      aWorkbook().add('Rates', newRate({ Price: '0.03' })),
      'Rates VOICE · 0011 · any · 0 · 2026-04-01 Price rises from 0.02 to 0.03, by 50 %: more than 10 %.',
    ],
    [
      'a new rate of another tariff',
      { approvalRiseAbove: 10 },
      aWorkbook().add('Rates', newRate({ Band: 'peak', Price: '0.03' })),
      null,
    ],
    [
      'a price for fewer units',
      { approvalRiseAbove: 10 },
      aWorkbook().set('Rates', 2, 'Per', '30'),
      'Rates VOICE · 0011 · any · 0 · 2026-01-01 Price rises from 0.02 per 60 to 0.02 per 30, by 100 %: more than 10 %.',
    ],
    [
      'a price that becomes zero',
      { approvalZeroPrice: true },
      aWorkbook().set('Rates', 2, 'Price', '0'),
      '1 price becomes zero: Rates VOICE · 0011 · any · 0 · 2026-01-01 Price.',
    ],
    [
      'a new rate of zero in the place of one that costs',
      { approvalZeroPrice: true },
      aWorkbook().add('Rates', newRate({ Price: '0' })),
      '1 price becomes zero: Rates VOICE · 0011 · any · 0 · 2026-04-01 Price.',
    ],
    [
      'a removed row',
      { approvalRemovals: true },
      aWorkbook().remove('Bolt-ons', 'BO-IP'),
      '1 row is removed.',
    ],
    ['as many rows as are free', { approvalRowsAbove: 3 }, aWorkbook().add('Tariffs', ...tariffs(3)), null],
    [
      'one row more',
      { approvalRowsAbove: 3 },
      aWorkbook().add('Tariffs', ...tariffs(4)),
      'It touches 4 rows: more than 3.',
    ],
  ];
  for (const [what, rules, book, need] of THRESHOLDS)
    it(`${need === null ? 'leaves alone' : 'asks for a second person, in words'}: ${what}`, async () => {
      const { submit, catalogue, actor, lee } = await withRules(rules);
      const waiting = await submit(book);
      expect(waiting.needs.map(({ message }) => message)).toEqual(need === null ? [] : [need]);
      const own = await catalogue.approveChanges(actor, waiting.id);
      expect(own).toMatchObject(need === null ? { ok: true } : secondPerson);
      if (need !== null) expect(await catalogue.approveChanges(lee, waiting.id)).toMatchObject({ ok: true });
    });
});

describe('many removals (M6)', () => {
  const withTariffs = (count: number) => aWorkbook().add('Tariffs', ...tariffs(count));

  it('are confirmed by whoever approves, also where the rules are left as they are; the refusal says what and how', async () => {
    const { publish, submit, catalogue, actor } = await withRules();
    await publish(withTariffs(30));
    const waiting = await submit(withTariffs(10));
    expect(waiting.needs).toEqual([
      { code: 'mass_removal', asks: 'confirmation', message: 'Tariffs would lose 20 of its 32 rows.' },
    ]);
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({
      ok: false,
      faults: [
        {
          code: 'removals_not_confirmed',
          path: 'confirmRemovals',
          message: expect.stringMatching(/^Tariffs would lose 20 of its 32 rows\. .*"confirmRemovals": true/),
        },
      ],
    });
    expect(await catalogue.approveChanges(actor, waiting.id, { confirmRemovals: true })).toMatchObject({
      value: { status: 'published', removed: 20 },
    });
  });

  it('are confirmed too where a tab would be left empty, however few rows it has', () => {
    const row = (key: number): PresentRow => [key, [`TARIFF-${key}`]];
    const needs = (removed: readonly PresentRow[], rest: Partial<NonNullable<PublishPlan['tariffs']>> = {}) =>
      approvalNeeds(
        {
          plan: { tariffs: { added: [], changed: [], unchanged: 0, ...rest, removed } },
          facts: { largestRise: null, zeroPrices: { count: 0, first: [] } },
          submittedBy: 'Kim',
        },
        {
          approvalFourEyes: false,
          approvalRiseAbove: null,
          approvalZeroPrice: false,
          approvalRemovals: false,
          approvalRowsAbove: null,
        },
      ).map(({ message }) => message);
    expect(needs([row(1), row(2)])).toEqual(['Tariffs would lose 2 of its 2 rows.']);
    expect(needs([row(1), row(2)], { unchanged: 1 })).toEqual([]);
    expect(needs([row(1), row(2)], { added: [['OTHER']] })).toEqual([]);
    expect(needs([row(1)])).toEqual([]);
  });

  it('are left alone below twenty rows, and at a fifth of them', async () => {
    const { publish, submit } = await withRules();
    await publish(withTariffs(98));
    expect((await submit(withTariffs(78))).needs).toEqual([]);
    expect((await submit(withTariffs(77))).needs).toMatchObject([{ code: 'mass_removal' }]);
    const few = await withRules();
    await few.publish(withTariffs(20));
    expect((await few.submit(withTariffs(1))).needs).toEqual([]);
  });

  it('say together with a missing second person all that is missing', async () => {
    const { publish, submit, catalogue, actor, db } = await withRules();
    await publish(withTariffs(30));
    await db.write([db.orm.update(provider).set({ approvalRemovals: true })]);
    const waiting = await submit(aWorkbook());
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({
      faults: [{ code: 'second_person_needed' }, { code: 'removals_not_confirmed' }],
    });
  });
});

describe('restoring by the rules', () => {
  it('CAT-5: where a second person is asked for, it becomes a change set that waits for one; asked again, the same', async () => {
    const { publish, catalogue, actor, lee, reader, tenant, db } = await withRules();
    await publish(dearer());
    await db.write([db.orm.update(provider).set({ approvalFourEyes: true })]);
    const restored = unwrap(await catalogue.restoreVersion(actor, 1));
    expect(restored).toMatchObject({
      version: null,
      changeSet: { status: 'pending', restores: 1, changed: 1, needs: [{ code: 'four_eyes' }] },
    });
    expect(await reader.currentVersion(tenant.providerId)).toBe(2);
    const id = restored.changeSet?.id ?? 0;
    expect(unwrap(await catalogue.restoreVersion(actor, 1)).changeSet?.id).toBe(id);
    expect(await catalogue.approveChanges(actor, id)).toMatchObject(secondPerson);
    unwrap(await catalogue.approveChanges(lee, id));
    const first = unwrap(await catalogue.showVersion(actor, 1));
    expect(unwrap(await catalogue.showVersion(actor, 3))).toMatchObject({
      restoredFrom: 1,
      submittedBy: 'Pia Pricing',
      approvedBy: 'Lee Lead',
      contentHash: first.contentHash,
    });
  });

  it('M6: asks for the same confirmation where many rows would go', async () => {
    const { publish, catalogue, actor } = await withRules();
    await publish(aWorkbook().add('Tariffs', ...tariffs(30)));
    expect(await catalogue.restoreVersion(actor, 1)).toMatchObject({
      faults: [{ code: 'removals_not_confirmed', message: expect.stringContaining('30 of its 32 rows') }],
    });
    expect(await catalogue.restoreVersion(actor, 1, { confirmRemovals: true })).toMatchObject({
      value: { version: { number: 3, restoredFrom: 1 } },
    });
  });

  it('M6: counts the rows that stay: twenty of a hundred and more are not many', async () => {
    const { publish, catalogue, actor } = await withRules();
    await publish(aWorkbook().add('Tariffs', ...tariffs(98)));
    await publish(aWorkbook().add('Tariffs', ...tariffs(118)));
    expect(await catalogue.restoreVersion(actor, 2)).toMatchObject({ ok: true });
  });
});

describe('what moved since (M4)', () => {
  it('names the rows that a version published meanwhile moved, with their values', async () => {
    const { publish, submit, catalogue, actor, db } = await withRules();
    const waiting = await submit(aWorkbook().set('Rates', 2, 'Price', '0.03'));
    await publish(dearer());
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({
      faults: [
        {
          code: 'change_set_stale',
          message: expect.stringContaining('Package Plans HOME (Access Fee 69.95 → 76.95)'),
        },
      ],
    });
    expect(unwrap(await catalogue.showChangeSet(actor, waiting.id)).moved).toMatchObject({
      count: 1,
      rows: [
        {
          tab: 'Package Plans',
          key: 'HOME',
          change: 'changed',
          fields: [{ column: 'Access Fee', from: '69.95', to: '76.95' }],
        },
      ],
    });
    const told = (await db.orm.select().from(outbox)).find(({ topic }) => topic === 'catalogue.stale');
    expect(told?.body).toMatchObject({
      submittedById: 'usr_1',
      reason: expect.stringContaining('version 2'),
    });
  });

  it('of the workbook shows the delta of the delta: from what was looked at to what it says now', async () => {
    const { fill, sync, catalogue, actor } = await withRules();
    const looked = () =>
      aWorkbook()
        .set('Rates', 2, 'Price', '0.03')
        .set('Package Plans', 'HOME', 'Access Fee', '71.95')
        .remove('Bolt-ons', 'BO-IP')
        .add('Tariffs', ...tariffs(1));
    await fill(looked());
    const waiting = await sync();
    // The fee goes on, the price and the removal are taken back, the new tariff goes, another comes.
    await fill(
      aWorkbook()
        .set('Package Plans', 'HOME', 'Access Fee', '72.95')
        .add('Tariffs', ...tariffs(2).slice(1)),
    );
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({ ok: false });
    const { moved, reason } = unwrap(await catalogue.showChangeSet(actor, waiting.id));
    expect(moved?.count).toBe(5);
    expect(
      moved?.rows.map(({ key, change, fields }) => [key, change, fields[0]?.from, fields[0]?.to]),
    ).toEqual([
      ['HOME', 'changed', '71.95', '72.95'],
      ['BO-IP', 'added', null, 'BO-IP'],
      ['9000', 'removed', '9000', null],
      ['9001', 'added', null, '9001'],
      ['VOICE · 0011 · any · 0 · 2026-01-01', 'changed', '0.03', '0.02'],
    ]);
    expect(reason).toContain('5 rows: Package Plans HOME (Access Fee 71.95 → 72.95), Bolt-ons BO-IP (added)');
  });

  it('names ten rows and says how many more', async () => {
    const { publish, submit, catalogue, actor } = await withRules();
    const waiting = await submit(dearer());
    await publish(aWorkbook().add('Tariffs', ...tariffs(14)));
    unwrapFault(await catalogue.approveChanges(actor, waiting.id), /14 rows: .*9009 \(added\) and 4 more/);
    const { moved } = unwrap(await catalogue.showChangeSet(actor, waiting.id));
    expect([moved?.count, moved?.rows.length]).toEqual([14, 10]);
  });
});

const unwrapFault = (
  result: { readonly ok: boolean; readonly faults?: readonly { readonly message: string }[] },
  text: RegExp,
) => expect(result.faults?.[0]?.message).toMatch(text);

describe('who edited', () => {
  it('is kept with the change set and the version: the last hand on each row that differs', async () => {
    const { fill, sync, catalogue, books, workbook, actor, lee, tenant } = await withRules();
    await fill(aWorkbook());
    const kim = { ...actor, actorId: 'usr_3', actorName: 'Kim' };
    const rows = unwrap(await workbook.rows(tenant.providerId, 'Rates', { limit: 10, cursor: null })).items;
    const edit = (by: typeof actor, at: number, cells: Record<string, string>) =>
      books.edit(by, 'Rates', { change: [{ id: rows[at]?.id ?? 0, version: 1, cells }] });
    unwrap(await edit(lee, 0, { Price: '0.03' }));
    unwrap(await edit(kim, 1, { Price: '0.03' }));
    const waiting = await sync();
    expect(waiting).toMatchObject({ changed: 2, editedBy: ['Kim', 'Lee Lead'], submittedBy: 'Pia Pricing' });
    unwrap(await catalogue.approveChanges(actor, waiting.id));
    expect(unwrap(await catalogue.showVersion(actor, 2)).editedBy).toEqual(['Kim', 'Lee Lead']);
  });
});

const proposed = (db: Database): Promise<string[]> =>
  db.readJson(
    `select json_group_array(line) from (
       select version || ' against ' || base_version || ': ' || status line from usage_rerate order by id)`,
    [],
  );

describe('USE-8: rates with a day in the past', () => {
  it('are noted, and that what was rated stays as it is; tomorrow is no past', async () => {
    const { submit } = await withRules();
    const change = await submit(
      aWorkbook()
        .set('Rates', 2, 'Price', '0.03')
        .add('Rates', newRate({ 'Effective From': '2026-03-02' })),
    );
    expect(change.notes).toMatchObject([
      {
        tab: 'Rates',
        code: 'rate_in_past',
        message: expect.stringMatching(
          /^1 rate added or changed has an Effective From in the past: VOICE · 0011 .*2026-01-01\. What was rated already stays/,
        ),
      },
    ]);
  });

  it('are not noted before the first version: nothing was rated', async () => {
    const { submit, publish, db } = await aCatalogue();
    expect((await submit(aWorkbook())).notes).toEqual([]);
    await publish();
    expect(await proposed(db)).toEqual([]);
  });

  it('propose re-rating when they are published, restored too, and take over what nobody has decided yet', async () => {
    const { submit, catalogue, actor, db } = await withRules();
    const approve = async (book: TestWorkbook) =>
      unwrap(await catalogue.approveChanges(actor, (await submit(book)).id));
    await approve(aWorkbook().add('Rates', newRate({ 'Effective From': '2026-03-03' })));
    expect(await proposed(db)).toEqual([]);
    await approve(aWorkbook().set('Rates', 2, 'Price', '0.03'));
    expect(await proposed(db)).toEqual(['3 against 2: measuring']);
    unwrap(await catalogue.restoreVersion(actor, 1));
    expect(await proposed(db)).toEqual(['3 against 2: superseded', '4 against 2: measuring']);
  });
});
