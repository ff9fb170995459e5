import { describe, expect, it } from 'vitest';
import { assets } from '#console/assets/assets.ts';
import type { PackedPage, Refused, Save, Saved } from '#console/browser/wire.ts';
import { attributeOf, byTag } from './support/parse-html.ts';
import { publishedByPages } from './support/published-by-pages.ts';
import { aFile, HOST, type Visitor } from './support/visitor.ts';

const GRID = '/workbook/Rate%20Cards/grid';

async function tokenOf(somebody: Visitor): Promise<string> {
  const { page } = await somebody.open(GRID);
  const place = byTag(page, 'div').find((element) => attributeOf(element, 'id') === 'grid-app');
  return place ? attributeOf(place, 'data-token') : '';
}

async function ask<T>(somebody: Visitor, path: string, fields?: Readonly<Record<string, string | File>>) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields ?? {})) body.append(name, value);
  const init = fields ? { method: 'POST', body, headers: { origin: HOST } } : {};
  const response = await somebody.request(GRID + path, init);
  return { status: response.status, body: (await response.json()) as T };
}

const aSave = (save: Partial<Save>): string =>
  JSON.stringify({ number: 0, add: [], after: null, change: [], remove: [], ...save });

describe('the page of the grid', () => {
  it('loads one program of ours and nothing else: no page but this one may run any', async () => {
    const { pia } = await publishedByPages();
    const { headers, page, text } = await pia.open(GRID);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; script-src 'self'; connect-src 'self'",
    );
    expect(byTag(page, 'script').map((script) => attributeOf(script, 'src'))).toEqual([
      assets.gridScript.href,
    ]);
    expect(text).toContain('The plain table does without');
    const other = await pia.open('/workbook/Rate%20Cards');
    expect(other.headers.get('content-security-policy')).not.toContain('script-src');
    const script = await pia.request(assets.gridScript.href);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
  });

  it('is for editing where the power is there, otherwise for looking; a version is for looking always', async () => {
    const { it, pia } = await publishedByPages();
    const editable = async (somebody: Visitor, query = '') => {
      const { page } = await somebody.open(GRID + query);
      const place = byTag(page, 'div').find((element) => attributeOf(element, 'id') === 'grid-app');
      return place && attributeOf(place, 'data-editable');
    };
    expect(await editable(pia)).toBe('true');
    expect(await editable(pia, '?version=1')).toBe('false');
    expect(await editable(await it.signedIn('viewer'))).toBe('false');
    const { workbook } = it.services;
    const { showWorkbook } = workbook;
    Object.assign(workbook, {
      showWorkbook: async (actor: Parameters<typeof showWorkbook>[0]) => {
        const shown = await showWorkbook(actor);
        return shown.ok ? { ok: true, value: { ...shown.value, isEditable: false } } : shown;
      },
    });
    expect(await editable(pia)).toBe('false');
    expect(pia.seen.text).toContain('This workbook is kept elsewhere. Nothing can be changed here.');
  });

  it('is not there for an unknown tab, an unknown version, and accounts of a version', async () => {
    const { pia } = await publishedByPages();
    for (const path of ['/workbook/Cakes/grid', `${GRID}?version=9`, '/workbook/Accounts/grid?version=1'])
      expect([path, (await pia.open(path)).status]).toEqual([path, 404]);
    expect((await ask<Refused>(pia, '/rows?version=9')).status).toBe(404);
  });
});

describe('what the grid asks for', () => {
  it('rows come packed, the first at once and the rest behind them', async () => {
    const { it, pia } = await publishedByPages();
    await it.services.workbook.edit(it.actor(), 'Rate Cards', {
      add: Array.from({ length: 400 }, (_, at) => ({ cells: { Code: `C${at}` } })),
    });
    const first = (await ask<PackedPage>(pia, '/rows')).body;
    expect(first.rows).toHaveLength(300);
    const rest = (await ask<PackedPage>(pia, `/rows?cursor=${first.next}`)).body;
    expect([rest.rows.length, rest.next]).toEqual([103, null]);
    expect(rest.rows.at(-1)?.[2]).toEqual(['C399', null, null, null, null]);
  });

  it('of a published version come as they were published', async () => {
    const { it, pia } = await publishedByPages();
    const [row] = (await ask<PackedPage>(pia, '/rows')).body.rows;
    await it.services.workbook.edit(it.actor(), 'Rate Cards', {
      change: [{ id: row?.[0] ?? 0, version: row?.[1] ?? 0, cells: { Name: 'Later' } }],
    });
    const published = (await ask<PackedPage>(pia, '/rows?version=1')).body.rows.map(
      ([, , cells]) => cells[1],
    );
    expect(published).toContain('Voice');
    expect(published).not.toContain('Later');
  });

  it('saving answers the rows as they are now, in the order they were sent', async () => {
    const { pia } = await publishedByPages();
    const token = await tokenOf(pia);
    const [one, two] = (await ask<PackedPage>(pia, '/rows')).body.rows;
    const save = aSave({
      add: [{ cells: { Code: 'Y' } }, { cells: { Code: 'X' } }],
      change: [
        { id: two?.[0] ?? 0, version: 1, cells: { Name: 'Two' } },
        { id: one?.[0] ?? 0, version: 1, cells: { Name: 'One' } },
      ],
    });
    const { status, body } = await ask<Saved>(pia, '/save', { _token: token, save });
    expect(status).toBe(200);
    expect(body.rows).toEqual([
      [two?.[0], 2],
      [one?.[0], 2],
      [expect.any(Number), 1, 'Fault', expect.stringContaining('Name: ')],
      [expect.any(Number), 1, 'Fault', expect.stringContaining('Name: ')],
    ]);
    const saved = new Map(
      (await ask<PackedPage>(pia, '/rows')).body.rows.map(([id, , [code]]) => [id, code]),
    );
    expect(body.rows.map(([id]) => saved.get(id))).toEqual(['BUY-VOICE', 'VOICE', 'Y', 'X']);
  });

  it('the same save sent twice is done once, and answered the same', async () => {
    const { pia } = await publishedByPages();
    const fields = { _token: await tokenOf(pia), save: aSave({ add: [{ cells: { Code: 'ONCE' } }] }) };
    const first = await ask<Saved>(pia, '/save', fields);
    expect(await ask<Saved>(pia, '/save', fields)).toEqual(first);
    const next = await ask<Saved>(pia, '/save', {
      ...fields,
      save: aSave({ number: 1, add: [{ cells: { Code: 'ONCE' } }] }),
    });
    expect(next.body.rows[0]?.[0]).not.toBe(first.body.rows[0]?.[0]);
    expect(
      (await ask<PackedPage>(pia, '/rows')).body.rows.filter(([, , [code]]) => code === 'ONCE'),
    ).toHaveLength(2);
  });

  it('a save that others were faster than names every row, with what stands there and who saved it', async () => {
    const { it, pia } = await publishedByPages();
    const token = await tokenOf(pia);
    const rows = (await ask<PackedPage>(pia, '/rows')).body.rows;
    const ids = rows.map(([id]) => id);
    const actor = { ...it.actor(), actorName: 'Kim' };
    await it.services.workbook.edit(actor, 'Rate Cards', {
      change: [{ id: ids[0] ?? 0, version: 1, cells: { Name: 'By Kim' } }],
      remove: [{ id: ids[1] ?? 0, version: 1 }],
    });
    const save = aSave({ change: ids.map((id) => ({ id, version: 1, cells: { Name: 'By Pia' } })) });
    const { status, body } = await ask<Refused>(pia, '/save', { _token: token, save });
    expect(status).toBe(409);
    expect(body.conflicts).toMatchObject([
      {
        id: ids[0],
        now: { by: 'Kim', row: [ids[0], 2, ['VOICE', 'By Kim', 'Sell', 'Telephony', 'Saleable']] },
      },
      { id: ids[1], now: null },
    ]);
    expect((await ask<PackedPage>(pia, '/rows')).body.rows.map(([, , cells]) => cells[1])).not.toContain(
      'By Pia',
    );
  });

  it('what is no save is refused, and so is a column that the tab does not have', async () => {
    const { pia } = await publishedByPages();
    const _token = await tokenOf(pia);
    for (const save of [
      '',
      'null',
      '{"add":[]}',
      aSave({ number: -1 }),
      aSave({ change: [{ id: 1, version: 1, cells: { Name: {} as never } }] }),
    ])
      expect((await ask<Refused>(pia, '/save', { _token, save })).status).toBe(422);
    const unknown = await ask<Refused>(pia, '/save', {
      _token,
      save: aSave({ add: [{ cells: { Colour: 'red' } }] }),
    });
    expect(unknown.status).toBe(422);
    expect(unknown.body.faults.join()).toContain('no column "Colour"');
  });

  it('needs a form of ours, a session, and the power to edit', async () => {
    const { it, pia } = await publishedByPages();
    const save = aSave({ add: [{ cells: { Code: 'X' } }] });
    const forged = await pia.request(`${GRID}/save`, {
      method: 'POST',
      body: new URLSearchParams({ save }),
      headers: { origin: HOST },
    });
    expect(forged.status).toBe(403);
    expect((await it.visitor().request(`${GRID}/rows`)).status).toBe(303);
    const viewer = await it.signedIn('viewer');
    const _token = await tokenOf(viewer);
    for (const path of ['/save', '/check', '/submit', '/import', '/import/preview'])
      expect([path, (await ask<Refused>(viewer, path, { _token, save })).status]).toEqual([path, 403]);
    expect((await ask<PackedPage>(viewer, '/rows')).status).toBe(200);
  });

  it("another provider's rows are neither seen nor saved into", async () => {
    const { it, pia } = await publishedByPages();
    const [row] = (await ask<PackedPage>(pia, '/rows')).body.rows;
    const other = await it.signedInAt('wavelink', 'pricing');
    expect((await ask<PackedPage>(other, '/rows')).body.rows).toEqual([]);
    const save = aSave({ change: [{ id: row?.[0] ?? 0, version: 1, cells: { Name: 'Mine' } }] });
    const refused = await ask<Refused>(other, '/save', { _token: await tokenOf(other), save });
    expect([refused.status, refused.body.conflicts]).toEqual([404, [{ id: row?.[0], now: null }]]);
  });

  it('offers the codes of the tabs that are named, with the words of the column itself first', async () => {
    const { pia } = await publishedByPages();
    const rates = await pia.request('/workbook/Rates/grid/codes');
    expect(await rates.json()).toMatchObject({
      'Rate Card': ['BUY-VOICE', 'PRODUCTS', 'VOICE'],
      Band: ['any', 'peak'],
    });
  });
});

describe('files in the grid', () => {
  it('are compared with the workbook first; the comparison changes nothing', async () => {
    const { pia } = await publishedByPages();
    const _token = await tokenOf(pia);
    const files = aFile({
      name: 'Rate Cards.csv',
      bytes: new TextEncoder().encode(
        'Code,Name,Buy or Sell,Service Type,Approval Status\nVOICE,<b>Speech</b>,Sell,Telephony,Saleable\n',
      ),
    });
    const before = await ask<PackedPage>(pia, '/rows');
    const { body } = await ask<{ revision: string; html: string }>(pia, '/import/preview', { _token, files });
    expect(body.html).toContain('0 rows added, 1 changed, 2 removed');
    expect(body.html).toContain('&lt;b&gt;Speech&lt;/b&gt;');
    // Rows of the workbook may never have been published: there is no history that they could lead to.
    expect(body.html).not.toContain('/catalogue/history');
    expect(await ask<PackedPage>(pia, '/rows')).toEqual(before);
    expect((await ask<null>(pia, '/import', { _token, files, revision: body.revision })).status).toBe(200);
    expect((await ask<PackedPage>(pia, '/rows')).body.rows.map(([, , cells]) => cells[1])).toEqual([
      '<b>Speech</b>',
    ]);
    expect(
      (await ask<Refused>(pia, '/import', { _token, files, revision: `${body.revision}0` })).status,
    ).toBe(409);
  });
});
