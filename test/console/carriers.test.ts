import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { hookSecret } from '#http/webhook-signature.ts';
import { aWish } from '../app/orders/ordering.ts';
import { aBatch, CARRIER } from '../app/workflow/carrying.ts';
import { aConsole, type TestConsole, value } from './support/a-console.ts';
import { aFile } from './support/visitor.ts';

/** A request that was sent to the retailer's carrier this morning, and one that waits for the next. */
async function atTheCarrier() {
  const it = await aConsole({
    sourceSecrets: (source) => hookSecret('an installation secret of some length', source),
  });
  const { workflow, orders } = it.services;
  value(await workflow.addCarrier(it.actor(), { code: CARRIER, name: 'Opti Carrier' }));
  const place = async () => value(await orders.placeOrder(it.actor(), aWish('PSTN'))).order;
  const sent = await place();
  it.clock.set('2026-03-03T00:00:00.000Z');
  value(await workflow.collectServices(it.actor(), plainDate('2026-03-03')));
  return { it, sent, waiting: await place() };
}

const batchFile = (text: string, name = 'opti-1.csv') => [
  aFile({ name, bytes: new TextEncoder().encode(text) }),
];

describe('carriers', () => {
  it('are added and changed by an admin, with every fault beside its field', async () => {
    const admin = await (await aConsole()).signedIn('admin');
    await admin.open('/carriers');
    const refused = await admin.send('add', {
      code: '',
      name: '',
      deliveryUrl: 'http://x',
      warnAfterDays: 'x',
    });
    expect(refused.status).toBe(422);
    expect(admin.faults()).toHaveLength(4);
    const added = await admin.send('add', {
      code: CARRIER,
      name: 'Opti Carrier',
      deliveryUrl: 'https://files.carrier.example/in',
      warnAfterDays: '5',
    });
    expect([added.path, added.heading]).toEqual(['/carriers/of/opti-carrier', 'Opti Carrier']);
    const changed = await admin.send('change', { alertAfterDays: '20', batchesFrom: '7' });
    expect(changed.text).toContain('The carrier was saved.');
    expect(admin.valuesOf(admin.form('change'))).toMatchObject({ alertAfterDays: '20', batchesFrom: '7' });
    expect((await admin.send('Remove the carrier')).text).toContain('No carriers');
  });

  it('turn over lists that are longer than a page, each by itself', async () => {
    const { it } = await atTheCarrier();
    await it.db.write([
      {
        sql: `insert into activity_file (carrier_id, sequence, created_at, services, content, content_hash)
          select a.carrier_id, n.value + 1, a.created_at, a.services, a.content, a.content_hash
          from activity_file a join json_each(:numbers) n where a.sequence = 1`,
        args: { numbers: JSON.stringify(Array.from({ length: 50 }, (_, n) => n + 1)) },
      },
    ]);
    const viewer = await it.signedIn('viewer');
    const first = await viewer.open('/carriers/of/opti-carrier');
    expect(first.text).not.toContain('This is the last page.');
    const last = await viewer.follow('Next page');
    expect(last.path).toContain('sent=');
    expect(last.text).toContain('This is the last page.');
    expect((await viewer.follow('First page')).text).toContain('Next page');
  });

  it('are looked at by others, who can change nothing', async () => {
    const { it } = await atTheCarrier();
    const viewer = await it.signedIn('viewer');
    const seen = await viewer.open('/carriers/of/opti-carrier');
    for (const words of ['Save', 'Make new secrets', 'Take it']) expect(() => viewer.form(words)).toThrow();
    expect(seen.text).toContain('Activity files');
    const refused = await viewer.open('/carriers', {
      method: 'POST',
      headers: { origin: 'http://cardline.test' },
    });
    expect(refused.status).toBe(403);
  });

  it('get new secrets, shown once', async () => {
    const { it } = await atTheCarrier();
    const admin = await it.signedIn('admin');
    await admin.open('/carriers/of/opti-carrier');
    expect((await admin.send('Make new secrets')).text.match(/whsec_\S+/g)).toHaveLength(2);
    expect((await admin.open('/carriers/of/opti-carrier')).text).not.toContain('whsec_');
  });
});

describe('files', () => {
  it('WF-1: an activity file is looked at and downloaded as it was sent', async () => {
    const { it, sent } = await atTheCarrier();
    const somebody = await it.signedIn('provisioning');
    await somebody.open('/carriers/of/opti-carrier');
    const page = await somebody.follow('1');
    expect([page.heading, page.text.includes(sent.number)]).toEqual(['Activity file 1', true]);
    const file = await somebody.request('/carriers/of/opti-carrier/activity-files/1/content');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="bluegum-opti-carrier-1.csv"');
    expect(await file.text()).toContain(`,${sent.number},1,SP-PSTN,Telephony,,number=+61355503000`);
    for (const strange of ['activity-files/99', 'activity-files/x', 'batch-files/99', 'batch-files/0'])
      expect((await somebody.request(`/carriers/of/opti-carrier/${strange}`)).status).toBe(404);
  });

  it('WF-4: a batch file is uploaded, its report says what became of each record, and it is taken once', async () => {
    const { it, sent } = await atTheCarrier();
    const somebody = await it.signedIn('provisioning');
    const text = aBatch([`${sent.number},advice`, 'req_4711,advice', `${sent.number},maybe`], {
      sequence: 3,
      trailer: 'T,3,3,3,0,0',
    });
    await somebody.open('/carriers/of/opti-carrier');
    const report = await somebody.send('batch', { file: batchFile(text) });
    expect(report.heading).toBe('Batch file 3');
    expect(report.text).toContain('opti-1.csv was taken. 1 record applied, 2 to look at.');
    expect(report.text).toContain('There is no request or order "req_4711" in this queue.');

    await somebody.open('/carriers/of/opti-carrier');
    const again = await somebody.send('batch', { file: batchFile(text) });
    expect(again.text).toContain('opti-1.csv was taken before: nothing is done twice.');
    await somebody.open('/carriers/of/opti-carrier');
    const other = await somebody.send('batch', { file: batchFile(aBatch([], { sequence: 4 })) });
    expect([other.status, somebody.faults().join()]).toEqual([
      409,
      expect.stringContaining('was taken already'),
    ]);
    const broken = await somebody.send('batch', { file: batchFile('nothing') });
    expect([broken.status, somebody.faults()]).toEqual([
      422,
      [expect.stringContaining('does not begin with the header')],
    ]);
    const none = await somebody.send('batch');
    expect([none.status, somebody.faults()]).toEqual([422, ['Choose a file.']]);
  });

  it('of another provider are not there', async () => {
    const { it } = await atTheCarrier();
    const stranger = await it.signedInAt('wavelink', 'admin');
    for (const page of ['', '/activity-files/1', '/activity-files/1/content', '/batch-files/1'])
      expect((await stranger.request(`/carriers/of/opti-carrier${page}`)).status, page).toBe(404);
  });
});

describe('WF-2: a request that a carrier works on', () => {
  const pageOf = async (it: TestConsole, role: string, request: string) => {
    const somebody = await it.signedIn(role);
    return { somebody, page: await somebody.open(`/queue/${request}`) };
  };

  it('shows its stage, and lets only who may override it activate or halt it', async () => {
    const { it, sent } = await atTheCarrier();
    const request = `req_${sent.services[0]?.request?.id}`;
    const { somebody, page } = await pageOf(it, 'provisioning', request);
    expect(page.text).toContain('FSR Request sent in file sequence 1');
    for (const form of ['activate', 'halt']) expect(() => somebody.form(form)).toThrow();

    const { somebody: admin } = await pageOf(it, 'admin', request);
    const refused = await admin.send('halt', { rejectionDetails: 'No such line.' });
    expect([refused.status, refused.text.includes("interfere with the carrier's answer")]).toEqual([
      409,
      true,
    ]);
    await admin.send('halt', { rejectionDetails: 'No such line.', overrideReason: 'They said so' });
    expect((await admin.send('confirm')).text).toContain(
      'Carrier workflow overridden (FSR Request sent in file sequence 1): They said so',
    );
  });

  it('is activated by an override in two steps', async () => {
    const { it, sent } = await atTheCarrier();
    const { somebody: admin } = await pageOf(it, 'admin', `req_${sent.services[0]?.request?.id}`);
    await admin.send('activate', { activationDate: '2026-03-12', overrideReason: 'They said so' });
    expect(admin.seen.heading).toBe('Activate and start billing?');
    expect((await admin.send('confirm')).text).toContain('is active.');
  });

  it('is worked by hand as ever while it waits to be collected', async () => {
    const { it, waiting } = await atTheCarrier();
    const { somebody, page } = await pageOf(it, 'provisioning', `req_${waiting.services[0]?.request?.id}`);
    expect(page.text).toContain('It goes into the carrier’s next activity file');
    await somebody.send('halt', { rejectionDetails: 'No.' });
    expect((await somebody.send('confirm')).text).toContain('is halted');
  });

  it('stands on its order’s page, where it is cancelled by an override alone', async () => {
    const { it, sent } = await atTheCarrier();
    const sales = await it.signedIn('sales');
    expect((await sales.open(`/orders/${sent.number}`)).text).toContain(
      'FSR Request sent in file sequence 1',
    );
    expect(() => sales.form('cancel')).toThrow();
    const admin = await it.signedIn('admin');
    await admin.open(`/orders/${sent.number}`);
    expect((await admin.send('cancel', {})).status).toBe(409);
    expect((await admin.send('cancel', { overrideReason: 'Ordered twice' })).text).toContain('was cancelled');
  });
});

describe('WF-3: what is stuck', () => {
  it('is on the start page, in its list, at its carrier and on its request, and leaves them when it is over', async () => {
    const { it, sent } = await atTheCarrier();
    it.clock.set('2026-03-17T01:00:00.000Z');
    value(await it.services.workflow.watchWorkflows(it.actor(), plainDate('2026-03-17')));
    const somebody = await it.signedIn('provisioning');
    expect((await somebody.open('/')).text).toContain('Stuck at carriers');
    expect((await somebody.open('/carriers/alerts')).text).toContain('is unanswered for 10 working days');
    expect((await somebody.open('/carriers/of/opti-carrier')).text).toContain('Unanswered');
    expect((await somebody.open('/queue')).text).toContain('Stuck');
    const request = sent.services[0]?.request?.id;
    expect((await somebody.open(`/queue/req_${request}`)).text).toContain('It is stuck');
    expect((await (await it.signedIn('viewer')).open('/carriers/alerts')).html).not.toContain(
      '/carriers/alerts/alr_',
    );

    await somebody.open('/carriers/of/opti-carrier');
    await somebody.send('batch', { file: batchFile(aBatch([`req_${request},advice`])) });
    expect((await somebody.open('/carriers/alerts')).text).not.toContain(sent.number);
    expect((await somebody.open('/carriers/alerts?status=resolved')).text).toContain(
      'Over: Churn advice in file sequence 1',
    );
  });

  it('is closed by hand with a reason, and not told again before it is worse', async () => {
    const { it } = await atTheCarrier();
    const watch = async (at: string) => {
      it.clock.set(`${at}T01:00:00.000Z`);
      return value(await it.services.workflow.watchWorkflows(it.actor(), plainDate(at))).alerts;
    };
    // One is unanswered, and of the other no file was made.
    expect(await watch('2026-03-10')).toBe(2);
    const somebody = await it.signedIn('provisioning');
    await somebody.open('/carriers/alerts');
    await somebody.follow('Close alr_2');
    expect((await somebody.send('close', { reason: '' })).status).toBe(422);
    expect(somebody.faults()).toHaveLength(1);
    const closed = await somebody.send('close', { reason: 'They called.' });
    expect(closed.text).toContain('alr_2 is closed.');
    expect((await somebody.open('/carriers/alerts?status=resolved')).text).toMatch(
      /Closed by .+: They called\./,
    );
    expect(await watch('2026-03-11')).toBe(0);
    expect(await watch('2026-03-17')).toBe(1);
    expect((await (await it.signedIn('viewer')).open('/carriers/alerts')).text).toContain(
      'is unanswered for 10 working days',
    );
  });
});
