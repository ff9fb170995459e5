import { describe, expect, it } from 'vitest';
import { account } from '#db/schema/index.ts';
import { CUSTOMER } from '#test/support/builders.ts';
import { aConsole, value } from './support/a-console.ts';
import { aFile } from './support/visitor.ts';

const csv = (text: string) => [
  aFile({ name: 'customers.csv', bytes: new TextEncoder().encode(text) }, 'text/csv'),
];
const HEADINGS = 'Reference,Name,Type,Email,Phone,Address,Invoice Day,Invoice Period (months),Align Packages';

describe('accounts', () => {
  it('are opened with every fault shown and what was typed kept', async () => {
    const it = await aConsole();
    const sam = await it.signedIn('sales');
    await sam.open('/accounts');
    await sam.follow('New account');
    const refused = await sam.send('account', {
      reference: '',
      name: '',
      email: 'nobody',
      invoiceDay: '32',
      invoicePeriodMonths: 'many',
      phone: '<b>1</b>',
    });
    expect(refused.status).toBe(422);
    expect(sam.faults().length).toBeGreaterThanOrEqual(5);
    expect(sam.valuesOf(sam.form('account'))).toMatchObject({ invoiceDay: '32', phone: '<b>1</b>' });
    const opened = await sam.send('account', {
      reference: 'BG/7 & Co',
      name: '<script>alert(1)</script>',
      email: 'ann@home.example',
      phone: '',
      invoiceDay: '15',
      invoicePeriodMonths: '3',
      invoiceAnchor: '2026-01-15',
    });
    expect(opened.heading).toBe('<script>alert(1)</script>');
    expect(opened.text).toContain('on the 15th, every 3 months');
    const again = await sam
      .open('/accounts/new')
      .then(() => sam.send('account', { reference: CUSTOMER, name: 'Ann' }));
    expect([again.status, sam.faults().length]).toEqual([409, 1]);
  });

  it('PER-3: an invoice anchor on another day than the invoice day is refused beside its field', async () => {
    const it = await aConsole();
    const sam = await it.signedIn('sales');
    await sam.open(`/accounts/${CUSTOMER}/edit`);
    const refused = await sam.send('account', { invoiceDay: '15', invoiceAnchor: '2026-01-16' });
    expect(refused.status).toBe(422);
    expect(sam.faults().join()).toContain('lies on another day');
    const saved = await sam.send('account', {
      invoiceDay: '15',
      invoiceAnchor: '2026-01-15',
      name: 'Ann B. Example',
    });
    expect([saved.heading, saved.text.includes('The account was saved.')]).toEqual(['Ann B. Example', true]);
  });

  it('are found by reference, name and email', async () => {
    const it = await aConsole();
    const viewer = await it.signedIn('viewer');
    await viewer.open('/accounts');
    expect((await viewer.send('Search', { search: 'ann' })).text).toContain(CUSTOMER);
    expect((await viewer.send('Search', { search: 'zz' })).text).toContain('No account fits “zz”.');
    expect((await viewer.open('/accounts/NOBODY')).status).toBe(404);
  });

  it('IMP-1: are imported after a look at what would change, all or none, and once', async () => {
    const it = await aConsole();
    const sam = await it.signedIn('sales');
    await sam.open('/accounts/import');
    expect((await sam.send('import')).status).toBe(422);
    const faulty = await sam.send('import', {
      file: csv(`${HEADINGS}\nBG-2,Ben,,not an email,,,1,1,FALSE\nBG-2,Twice,,,,,99,1,FALSE\n`),
    });
    expect(faulty.status).toBe(422);
    expect(faulty.text).toContain('Nothing was taken.');
    await sam.open('/accounts/import');
    const good = `${HEADINGS}\nBG-2,"Ben <b>Bold</b>",Residential,ben@home.example,,,1,1,FALSE\n${CUSTOMER},Ann New Name,Residential,,,,1,1,FALSE\n`;
    const preview = await sam.send('import', { file: csv(good) });
    expect(preview.text).toContain('1 new, 1 changed');
    expect(preview.text).toContain('Ben <b>Bold</b>');
    expect((await sam.request('/accounts/BG-2')).status).toBe(404);
    expect((await sam.send('Import them')).text).toContain('1 account added, 1 changed.');
    expect((await sam.open('/accounts/BG-2')).heading).toBe('Ben <b>Bold</b>');
    await sam.open('/accounts/import');
    expect((await sam.send('import', { file: csv(good) })).text).toContain('there is nothing to take');
  });

  it('IMP-1: are not imported where an account has changed since the preview', async () => {
    const it = await aConsole();
    const sam = await it.signedIn('sales');
    await sam.open('/accounts/import');
    await sam.send('import', {
      file: csv(`${HEADINGS}\n${CUSTOMER},Ann New Name,Residential,,,,1,1,FALSE\n`),
    });
    value(await it.services.accounts.changeAccount(it.actor(), CUSTOMER, { name: 'Ann Renamed' }));
    const late = await sam.send('Import them');
    expect(late.status).toBe(409);
    expect(late.text).toContain('look at a new one');
    expect((await sam.open(`/accounts/${CUSTOMER}`)).heading).toBe('Ann Renamed');
  });

  it('BILL-14: say why billing leaves them alone, and are released by whoever bills', async () => {
    const it = await aConsole();
    await it.db.write([it.db.orm.update(account).set({ parkedReason: 'A line above the bound.' })]);
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open(`/accounts/${CUSTOMER}`)).text).toContain('A line above the bound.');
    expect(() => viewer.form('Release')).toThrow('no form');
    const bill = await it.signedIn('billing');
    expect((await bill.open('/billing/parked')).text).toContain(CUSTOMER);
    expect((await bill.send('Release')).text).toContain('Billing has the account again');
    expect((await bill.open('/billing/parked')).text).toContain('Billing leaves no account alone.');
  });

  it('of another provider are not found', async () => {
    const it = await aConsole();
    const other = await it.signedInAt('wavelink', 'admin');
    for (const path of [
      `/accounts/${CUSTOMER}`,
      `/accounts/${CUSTOMER}/edit`,
      `/orders/new?account=${CUSTOMER}`,
    ])
      expect((await other.open(path)).status, path).toBe(404);
    expect((await other.open('/accounts')).text).not.toContain('Ann Example');
  });
});

describe('a new order', () => {
  it('ORD-1: is placed in three steps, with every fault shown', async () => {
    const it = await aConsole();
    const sam = await it.signedIn('sales');
    await sam.open('/orders');
    await sam.follow('New order');
    const plans = await sam.follow('Ann Example');
    expect(plans.heading).toBe('New order: which plan?');
    await sam.open(`/orders/new?account=${CUSTOMER}&plan=BUNDLE`);
    const refused = await sam.send('order', {
      requestedOn: '2020-01-01',
      'services[1].details.number': 'none',
    });
    expect(refused.status).toBe(422);
    expect(sam.faults()).toHaveLength(3);
    expect(sam.valuesOf(sam.form('order'))).toMatchObject({ 'services[1].details.number': 'none' });
    // A day that cannot be read hides nothing else either.
    await sam.send('order', { requestedOn: '2026-13-01', 'services[1].details.number': 'none' });
    expect(sam.faults()).toHaveLength(3);
    const placed = await sam.send('order', {
      requestedOn: '',
      'services[0].details.address': '1 High Street',
      'services[1].details.number': '+61 3 5550 2001',
    });
    expect(placed.heading).toBe('BG-O-1');
    expect(placed.text).toContain('BG-O-1 was placed.');
  });

  it('CAT-3, CAT-4: plans that cannot be ordered are listed with every reason', async () => {
    const it = await aConsole();
    const sam = await it.signedIn('sales');
    const seen = await sam.open(`/orders/new?account=${CUSTOMER}`);
    expect(seen.text).toContain('DRAFT is Draft: only a Saleable plan can be ordered');
    expect(seen.text).toContain('LATER is on sale from 1 Jun 2026');
    expect(seen.text).toContain('OVER was on sale until 28 Feb 2026');
    expect(seen.text).toContain('Wavelink Wholesale does not offer WL-OLD at present.');
    expect((await sam.send('Search', { search: 'flex' })).text).not.toContain('DRAFT');
    const shut = await sam.open(`/orders/new?account=${CUSTOMER}&plan=DRAFT`);
    expect(shut.text).toContain('No service plan is linked to DRAFT');
    expect((await sam.open(`/orders/new?account=${CUSTOMER}&plan=NONE`)).status).toBe(404);
  });

  it('CAT-4: a plan that was taken off sale while the form was filled in is refused with the reason', async () => {
    const it = await aConsole();
    const sam = await it.signedIn('sales');
    await sam.open(`/orders/new?account=${CUSTOMER}&plan=ROUTER`);
    await it.db.write([
      { sql: `update package_plan set approval_status = 'Grandfathered' where code = 'ROUTER'`, args: [] },
    ]);
    await it.db.write([
      {
        sql: `insert into catalogue_version (provider_id, number, content_hash, source, submitted_by, approved_by,
        published_at, added, changed, removed) select provider_id, 2, 'x', source, submitted_by, approved_by, published_at, 0, 1, 0
        from catalogue_version where number = 1`,
        args: [],
      },
    ]);
    const refused = await sam.send('order');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('ROUTER is Grandfathered');
  });

  it('offers the contract types of the plan, its own first, and says what each detail has to look like', async () => {
    const it = await aConsole();
    const sam = await it.signedIn('sales');
    const seen = await sam.open(`/orders/new?account=${CUSTOMER}&plan=SIGNED`);
    expect(sam.valuesOf(sam.form('order'))).toMatchObject({ contractType: 'CARE-12M' });
    expect(seen.text).toContain('CARE-12M: 12 months, leaving early 99.00');
    const data = await sam.open(`/orders/new?account=${CUSTOMER}&plan=NBN-50`);
    expect(data.text).toContain('Needed unless SIM serial or Site is filled in. At most 300 characters.');
    expect(data.text).toContain('Setup fee 49.00 ex tax');
  });

  it('CON-1: a plan that needs the signed contract is refused without it, and keeps the file', async () => {
    const it = await aConsole();
    const sam = await it.signedIn('sales');
    await sam.open(`/orders/new?account=${CUSTOMER}&plan=SIGNED`);
    expect((await sam.send('order')).status).toBe(422);
    expect(sam.faults().join()).toContain('signed customer contract');
    const pdf = new TextEncoder().encode('%PDF-1.7 signed');
    const placed = await sam.send('order', {
      contractDocument: [aFile({ name: 'signed "here".pdf', bytes: pdf }, 'application/pdf')],
    });
    expect(placed.text).toContain('was placed');
    const file = await sam.request(`${placed.path}/contract`);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''signed/);
    expect(await file.text()).toBe('%PDF-1.7 signed');
    const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', pdf))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
    expect(placed.text).toContain(hash);
    const dana = await it.signedInAt('wavelink', 'admin');
    expect((await dana.open(`${placed.path}/contract`)).status).toBe(404);
  });

  it('CON-1: a file that is none of the kinds taken, or too large, is refused beside its field', async () => {
    const it = await aConsole();
    const sam = await it.signedIn('sales');
    const files: [string, Uint8Array, string][] = [
      ['word.pdf', new TextEncoder().encode('PK not a pdf'), 'application/pdf'],
      ['page.html', new TextEncoder().encode('<script>'), 'text/html'],
      ['empty.pdf', new TextEncoder().encode('%PDF').subarray(0, 1), 'application/pdf'],
      ['big.pdf', new Uint8Array(4_000_001).fill(0x25), 'application/pdf'],
    ];
    for (const [name, bytes, type] of files) {
      await sam.open(`/orders/new?account=${CUSTOMER}&plan=SIGNED`);
      const refused = await sam.send('order', {
        'services[0].details.description': 'black',
        contractDocument: [aFile({ name, bytes }, type)],
      });
      expect([name, refused.status, sam.faults().length]).toEqual([name, 422, 1]);
      expect(sam.valuesOf(sam.form('order'))).toMatchObject({ 'services[0].details.description': 'black' });
      expect(refused.text).toContain('Choose it again');
    }
  });

  it('takes the power', async () => {
    const it = await aConsole();
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open('/orders/new')).text).toContain('"orders"');
    expect((await viewer.open('/orders')).text).not.toContain('New order');
  });
});
