/** The panel beside the spreadsheet, by the bundle in real workerd: tokens are checked by its own cryptography. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { value } from '#test/support/api.ts';
import { ADD_ON_EMAIL, type FakeGoogle, startFakeGoogle } from '#test/support/google/fake-google.ts';
import { subjectOf } from '#test/support/google/tokens.ts';
import { expectNoViolations } from '#test/support/google/use-fake-google.ts';
import { ADD_ON_CLIENT, SCRIPT_CLIENT } from '#test/support/google-panel.ts';
import { actorWith, aTenant } from '#test/support/tenants.ts';
import { aWorkbook } from '#test/support/workbooks.ts';
import { inWorkerd } from '#test/support/worker.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';

const URL = 'https://cardline.test';
const PIA = 'pia@wavelink.example';

describe.skipIf(libsqlServerProgram() === null)('in workerd', () => {
  let google: FakeGoogle;
  let book: ReturnType<FakeGoogle['book']>;
  beforeAll(async () => {
    google = await startFakeGoogle();
    book = google.book({ title: 'Wavelink prices' });
  });
  const worker = inWorkerd(() => ({
    CARDLINE_URL: URL,
    GOOGLE_ADDON_ACCOUNT: ADD_ON_EMAIL,
    GOOGLE_ADDON_CLIENT_ID: ADD_ON_CLIENT,
    GOOGLE_SCRIPT_CLIENTS: `wavelink=${SCRIPT_CLIENT}`,
    ...google.variables(book),
  }));
  afterAll(() => google?.close());
  afterEach(() => {
    expectNoViolations(google);
    expect(worker.logs().filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('a check is asked for, submitted and approved, and nobody without the right tokens is let in', async () => {
    const { services, db } = worker;
    const actor = actorWith(await aTenant(db, 'wavelink'));
    const first = value(await services.catalogue.submitChanges(actor, { files: [aWorkbook().xlsx()] }));
    value(await services.catalogue.approveChanges(actor, first.id));
    const pia = value(
      await services.people.addPerson(actor, { email: PIA, name: 'Pia Pricing', roles: ['pricing'] }),
    );
    const { text: token } = value(
      await services.people.createToken(actor, { name: 'pricing', scopes: ['all'] }),
    );
    const post = async (path: string, bearer: string, body: object) => {
      const response = await worker.fetch(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, text: await response.text() };
    };
    const press = (deed: string, bent: { readonly isForged?: boolean } = {}) => {
      const path = `/google/addon/${deed}`;
      return post(path, google.systemIdToken({ aud: URL + path, ...bent }), {
        authorizationEventObject: { userIdToken: google.userIdToken({ email: PIA, aud: ADD_ON_CLIENT }) },
        sheets: { id: book.id, addonHasFileScopePermission: true },
      });
    };

    expect((await post('/v1/workbook/prepare', token, {})).status).toBe(200);
    expect((await press('home', { isForged: true })).status).toBe(401);
    expect((await press('home')).text).toContain('Who are you?');
    const { secret } = await services.google.requestLink({ subject: subjectOf(PIA), email: PIA });
    value(await services.google.confirmLink({ ...actor, actorId: `usr_${pia.id}` }, secret));

    const fee = (book.shown('Package Plans')[0] ?? []).indexOf('Access Fee');
    const row = book.shown('Package Plans').findIndex(([code]) => code === 'HOME') + 1;
    book.edit('Package Plans', `${String.fromCharCode(65 + fee)}${row}`, '74.95');
    const checked = await press('check');
    expect(checked.text).toContain('Access Fee: 69.95 → 74.95');
    const submitted = await press('submit');
    const [, id] = /Submitted as (chg_\d+)/.exec(submitted.text) ?? [];
    expect((await post(`/v1/catalogue/changes/${id}/approve`, token, {})).status).toBe(200);
    expect((await press('show')).text).toContain('Approved by token pricing');

    const script = google.userIdToken({ email: PIA, aud: SCRIPT_CLIENT });
    const asked = await post('/google/addon/script', script, { do: 'show', sheet: book.id });
    expect(asked.text).toContain('Approved by token pricing');
  });
});
