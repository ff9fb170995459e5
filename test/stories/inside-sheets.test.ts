/** Pricing staff beside their spreadsheet: the panel there, who may do what in it, and who is let in. */
import { describe, expect, it } from 'vitest';
import { unwrap } from '#test/support/catalogues.ts';
import { DESK_URL } from '#test/support/google-desk.ts';
import {
  ADD_ON_CLIENT,
  aPanel,
  linksOf,
  type Panel,
  SCRIPT_CLIENT,
  textOf,
} from '#test/support/google-panel.ts';
import { aTenant } from '#test/support/tenants.ts';

const PIA = 'pia@wavelink.example';
const VIV = 'viv@wavelink.example';
const BLU = 'blu@bluegum.example';

/** Pia, who prices, has linked her Google account; Ari approves, in the console. */
async function aTeam(options = {}): Promise<Panel> {
  const panel = await aPanel(options);
  await panel.link(PIA, await panel.person(PIA, 'Pia Pricing', ['pricing']));
  return panel;
}

describe('a price, from inside the spreadsheet to the catalogue', () => {
  it('is checked, mended, submitted, approved elsewhere, and the panel says who approved', async () => {
    const panel = await aTeam();
    expect(textOf(await panel.press('home', PIA))).toContain('Not checked from here yet');

    panel.type('Package Plans', 'HOME', 'Access Fee', '-1');
    panel.type('Package Plans', 'HOME', 'Name', '');
    const faulty = await panel.press('check', PIA);
    expect(textOf(faulty)).toContain('2 faults');
    const cell = panel.cellOf('Package Plans', 'HOME', 'Access Fee');
    const { sheetId: gid } = panel.book.about('Package Plans').properties;
    expect(linksOf(faulty)).toContain(
      `https://docs.google.com/spreadsheets/d/${panel.book.id}/edit#gid=${gid}&range=${cell}`,
    );
    expect(textOf(faulty)).toContain(`Package Plans · row 3 · ${cell}`);
    await panel.settle();
    expect(panel.beside('Package Plans', 'HOME')[0]).toBe('Fault');
    // Submitting what is faulty proposes nothing.
    expect(textOf(await panel.press('submit', PIA))).toContain('Nothing is submitted while there are any');

    panel.type('Package Plans', 'HOME', 'Access Fee', '74.95');
    panel.type('Package Plans', 'HOME', 'Name', 'Home Bundle');
    const clean = textOf(await panel.press('check', PIA));
    expect(clean).toContain('No faults');
    expect(clean).toContain('0 rows added, 1 changed, 0 removed');
    expect(clean).toContain('Access Fee: 69.95 → 74.95');
    expect(clean).not.toContain('Newest proposal\nchg_');

    const submitted = textOf(await panel.press('submit', PIA));
    const [, id = ''] = /Submitted as chg_(\d+)/.exec(submitted) ?? [];
    expect(submitted).toContain(`chg_${id}: waits for approval`);
    expect(submitted).toContain('Submitted by Pia Pricing');

    panel.clock.pass(5);
    unwrap(await panel.services.catalogue.approveChanges(panel.approver, Number(id)));
    const after = textOf(await panel.press('show', PIA));
    expect(after).toContain(`chg_${id}: approved and published`);
    expect(after).toMatch(/Approved by Ari Approver, .*\d{2}:\d{2}/);
    expect(after).toContain('In force as version 2.');
    const audit = unwrap(
      await panel.services.people.listAudit(panel.pricing, { subject: `chg_${id}`, limit: 9, cursor: null }),
    );
    expect(audit.items).toContainEqual(
      expect.objectContaining({ action: 'catalogue.submitted', actor: 'Pia Pricing', via: 'sheet' }),
    );
  });

  it('what is in force already is said to be', async () => {
    const panel = await aTeam();
    expect(textOf(await panel.press('check', PIA))).toContain('No faults, nothing new');
    expect(textOf(await panel.press('submit', PIA))).toContain('No faults, nothing new');
  });

  it('a check proposes nothing, and what it found clean is proposed by itself all the same', async () => {
    const panel = await aTeam();
    await panel.minutesPass(6);
    panel.type('Package Plans', 'HOME', 'Access Fee', '74.95', PIA);
    await panel.press('check', PIA);
    const pending = async () =>
      unwrap(
        await panel.services.catalogue.listChangeSets(
          panel.pricing,
          { status: 'pending' },
          { limit: 9, cursor: null },
        ),
      ).items.length;
    expect(await pending()).toBe(0);
    await panel.minutesPass(6);
    expect(await pending()).toBe(1);
  });

  it('what Google refuses is told in the panel', async () => {
    const panel = await aTeam();
    panel.book.unshare();
    const text = textOf(await panel.press('check', PIA));
    expect(text).toContain('It could not be done');
    expect(text).toContain(`share it with ${panel.google.serviceAccount.email} as editor`);
  });
});

describe('a check that takes long', () => {
  it('answers that it is running, is not begun twice, and shows what came of it later', async () => {
    const works: Promise<unknown>[] = [];
    const panel = await aTeam({
      waitFor: async (work: Promise<unknown>) => void works.push(work),
    });
    const held = panel.google.hold('values.batchGet');
    const running = textOf(await panel.press('check', PIA));
    expect(running).toContain('The check is running');
    expect(running).not.toContain('Submit for approval');
    await held.arrived;
    expect(textOf(await panel.press('submit', PIA))).toContain('The check is running');
    expect(works).toHaveLength(1);
    held.release();
    await Promise.all(works);
    expect(textOf(await panel.press('show', PIA))).toContain('No faults, nothing new');
  });

  it('that never came back is given up after three minutes, and may be done again', async () => {
    const works: Promise<unknown>[] = [];
    const panel = await aTeam({
      waitFor: async (work: Promise<unknown>) => void works.push(work),
    });
    const held = panel.google.hold('values.batchGet');
    await panel.press('check', PIA);
    await held.arrived;
    panel.clock.pass(4);
    expect(textOf(await panel.press('show', PIA))).toContain('It did not come to an end');
    expect(textOf(await panel.press('submit', PIA))).toContain('The submission is running');
    held.release();
    await Promise.all(works);
    // What the first one found is not taken for the second one's.
    expect(textOf(await panel.press('show', PIA))).toContain('Submitted by Pia Pricing');
  });
});

describe('who is who', () => {
  it('somebody whom Cardline does not know is asked once, and an e-mail address makes nobody anybody', async () => {
    const panel = await aPanel();
    const pia = await panel.person(PIA, 'Pia Pricing', ['pricing']);
    const stranger = await panel.press('home', PIA);
    expect(textOf(stranger)).toContain('Who are you?');
    expect(textOf(stranger)).not.toContain('Wavelink prices');
    const link = linksOf(stranger).find((url) => url.startsWith(`${DESK_URL}/link/google/`)) ?? '';
    const secret = link.split('/').at(-1) ?? '';
    unwrap(await panel.services.google.confirmLink(pia, secret));
    expect(await panel.services.google.confirmLink(pia, secret)).toMatchObject({
      ok: false,
      faults: [{ code: 'link_spent' }],
    });
    expect(textOf(await panel.press('home', PIA))).toContain('Pia Pricing');

    expect(textOf(await panel.press('unlink', PIA))).toContain('Unlinked.');
    expect(textOf(await panel.press('home', PIA))).toContain('Who are you?');
  });

  it('a person of another company sees nothing of a spreadsheet that is not its own', async () => {
    const panel = await aTeam();
    await panel.press('check', PIA);
    const bluegum = await aTenant(panel.db, 'bluegum');
    await panel.link(BLU, await panel.person(BLU, 'Blu Gum', ['admin'], bluegum));
    // One with a workbook of its own, in another spreadsheet.
    const own = panel.google.book({ title: 'Bluegum prices' });
    unwrap(await panel.services.sheets.link({ ...panel.pricing, ...bluegum }, own.id));
    for (const deed of ['home', 'file', 'show', 'check', 'submit']) {
      const { status, json } = await panel.press(deed, BLU);
      expect(status).toBe(200);
      const text = JSON.stringify(json);
      expect(text).toContain('This spreadsheet is not the workbook of');
      expect(text).not.toContain('avelink');
    }
  });

  it('whoever may only look looks, and whoever is switched off is nobody', async () => {
    const panel = await aTeam();
    const viv = await panel.person(VIV, 'Viv Viewer', ['viewer']);
    await panel.link(VIV, viv);
    const look = textOf(await panel.press('home', VIV));
    expect(look).toContain('Not checked from here yet');
    expect(look).not.toContain('Submit for approval');
    expect(textOf(await panel.press('check', VIV))).toContain('it takes the power "catalogue.edit"');
    unwrap(
      await panel.services.people.changePerson(panel.pricing, Number(viv.actorId.slice(4)), {
        active: false,
      }),
    );
    expect(textOf(await panel.press('home', VIV))).toContain('Who are you?');
  });

  it('without leave to see which spreadsheet it is, or who is there, the panel asks for that leave', async () => {
    const panel = await aTeam();
    expect(textOf(await panel.press('home', PIA, { sheet: null }))).toContain('Allow for this spreadsheet');
    expect((await panel.press('scope', PIA, { sheet: null })).json).toEqual({
      renderActions: { hostAppAction: { editorAction: { requestFileScopeForActiveDocument: {} } } },
    });
    expect(textOf(await panel.press('home', PIA, { user: null }))).toContain(
      'Google does not say who you are',
    );
  });
});

describe('who is let in', () => {
  it.each([
    ['nobody', () => null],
    ['a forged token', (p: Panel, aud: string) => p.google.systemIdToken({ aud, isForged: true })],
    ['an expired one', (p: Panel, aud: string) => p.google.systemIdToken({ aud, livesFor: -61 })],
    [
      'one for another address of ours',
      (p: Panel) => p.google.systemIdToken({ aud: `${DESK_URL}/google/addon/show` }),
    ],
    [
      'one of another issuer',
      (p: Panel, aud: string) => p.google.systemIdToken({ aud, claims: { iss: 'x' } }),
    ],
    [
      'another add-on',
      (p: Panel, aud: string) =>
        p.google.systemIdToken({ aud, email: 'service-2@gcp-sa-gsuiteaddons.iam.gserviceaccount.com' }),
    ],
    ['a person', (p: Panel, aud: string) => p.google.userIdToken({ aud, email: PIA })],
  ])('%s calls in vain', async (_, tokenOf) => {
    const panel = await aTeam();
    const system = tokenOf(panel, `${DESK_URL}/google/addon/submit`);
    const { status, json } = await panel.press('submit', PIA, { system });
    expect([status, json.code]).toEqual([401, 'identity_refused']);
  });

  it.each([
    ['forged', (p: Panel) => p.google.userIdToken({ email: PIA, aud: ADD_ON_CLIENT, isForged: true })],
    ['for another client', (p: Panel) => p.google.userIdToken({ email: PIA, aud: '999' })],
    ['expired', (p: Panel) => p.google.userIdToken({ email: PIA, aud: ADD_ON_CLIENT, livesFor: -61 })],
    ['text', () => 'PIA'],
  ])('a token of a person that is %s names nobody', async (_, tokenOf) => {
    const panel = await aTeam();
    const { status, json } = await panel.press('submit', PIA, { user: tokenOf(panel) });
    expect([status, json.code]).toEqual([401, 'identity_refused']);
    expect(JSON.stringify(json)).not.toContain('Pia');
  });

  it('without its settings the add-on is not there', async () => {
    const panel = await aPanel({ panel: {} });
    expect(await panel.press('home', PIA)).toMatchObject({ status: 404, json: { code: 'addon_off' } });
    expect(await panel.script({}, 'x')).toMatchObject({ status: 404, json: { code: 'script_off' } });
  });

  it('where Google’s keys cannot be had, it says to try again', async () => {
    const panel = await aTeam();
    panel.google.fail('oauth2/v3/certs', { status: 503 });
    expect(await panel.press('home', PIA)).toMatchObject({
      status: 503,
      json: { code: 'google_keys_unavailable' },
    });
    panel.google.takeViolations();
    expect((await panel.press('home', PIA)).status).toBe(200);
  });
});

describe('a script in the spreadsheet', () => {
  const tokenOf = ({ google }: Panel, email: string, aud = SCRIPT_CLIENT) =>
    google.userIdToken({ email, aud });

  it('checks, names the faults with their places, submits, and tells who approved', async () => {
    const panel = await aTeam();
    panel.type('Package Plans', 'HOME', 'Access Fee', '-1');
    const sheet = panel.book.id;
    const token = tokenOf(panel, PIA);
    const cell = panel.cellOf('Package Plans', 'HOME', 'Access Fee');
    expect((await panel.script({ do: 'check', sheet }, token)).json).toMatchObject({
      title: '1 fault',
      isStranger: false,
      url: `${DESK_URL}/workbook/google`,
      faults: [
        { tab: 'Package Plans', cell, place: `Package Plans · row 3 · ${cell}`, tabId: expect.any(Number) },
      ],
    });
    panel.type('Package Plans', 'HOME', 'Access Fee', '74.95');
    const { json } = await panel.script({ do: 'submit', sheet }, token);
    const [, id] = /Submitted as chg_(\d+)/.exec(String(json.title)) ?? [];
    unwrap(await panel.services.catalogue.approveChanges(panel.approver, Number(id)));
    expect(textOf(await panel.script({ do: 'show', sheet }, token))).toContain('Submitted as');
    expect(JSON.stringify((await panel.script({ do: 'show', sheet }, token)).json)).toContain(
      'Approved by Ari Approver',
    );
  });

  it('asks a stranger who it is, and is refused for another company’s people and spreadsheets', async () => {
    const panel = await aTeam();
    const sheet = panel.book.id;
    expect((await panel.script({ do: 'show', sheet }, tokenOf(panel, VIV))).json).toMatchObject({
      isStranger: true,
      url: expect.stringContaining(`${DESK_URL}/link/google/`),
    });
    const bluegum = await aTenant(panel.db, 'bluegum');
    await panel.link(BLU, await panel.person(BLU, 'Blu Gum', ['admin'], bluegum));
    expect(await panel.script({ do: 'show', sheet }, tokenOf(panel, BLU))).toMatchObject({
      status: 403,
      json: { code: 'script_other_provider' },
    });
    expect(
      await panel.script({ do: 'show', sheet: 'another-spreadsheet' }, tokenOf(panel, PIA)),
    ).toMatchObject({
      status: 403,
      json: { code: 'not_your_workbook' },
    });
  });

  it('that is not allowed here is told the name under which it would be', async () => {
    const panel = await aTeam();
    const other = '999999-other.apps.googleusercontent.com';
    const { status, json } = await panel.script(
      { do: 'show', sheet: panel.book.id },
      tokenOf(panel, PIA, other),
    );
    expect([status, json.code]).toEqual([401, 'identity_refused']);
    expect(json.detail).toContain(other);
  });

  it('whose question is none is told both faults at once', async () => {
    const panel = await aTeam();
    const { status, json } = await panel.script(['x'], tokenOf(panel, PIA));
    expect(status).toBe(422);
    expect(json.errors).toMatchObject([{ code: 'unknown_deed' }, { code: 'sheet_missing' }]);
  });
});
