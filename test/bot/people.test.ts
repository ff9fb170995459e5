/** Who may do what in Slack, and how somebody becomes known. */
import { describe, expect, it } from 'vitest';
import { value } from '#test/support/api.ts';
import { anActor } from '#test/support/builders.ts';
import { expectConsole } from '#test/support/console.ts';
import { aSlackOffice } from '#test/support/slack-office.ts';

describe('/cardline', () => {
  it('lists what it understands, and guesses what was meant', async () => {
    const { dana } = await aSlackOffice();
    await dana.command('/cardline help', { in: '#provisioning' });
    for (const word of ['queue', 'order', 'plans', 'explain', 'whatif', 'channel', 'link'])
      expect(dana.sees()).toContain(`/cardline ${word}`);
    await dana.command('/cardline quue', { in: '#provisioning' });
    expect(dana.sees()).toContain('Did you mean /cardline queue?');
    await dana.command('/cardline queue mine soon', { in: '#provisioning' });
    expect(dana.sees()).toContain('“soon” is no filter of the queue');
  });

  it('shows an order by its number to its seller and to the company whose work it is, and to nobody else', async () => {
    const office = await aSlackOffice();
    const { number } = await office.order('BUNDLE');
    await office.dana.command(`/cardline order ${number.toLowerCase()}`, { in: '#provisioning' });
    expect(office.dana.sees()).toContain('WL-SP-NBN-50');
    await office.sam.command(`/cardline order ${number}`, { in: '#orders' });
    expect(office.sam.sees()).toContain('Provisioned by');
    expect(office.sam.sees()).not.toContain('WL-SP');
    await office.dana.command('/cardline order O-999', { in: '#provisioning' });
    expect(office.dana.sees()).toContain('There is no order O-999 of ours, and none in our queue');
  });

  it('answers whoever is not linked with how to be, and sends them to one’s own page for it', async () => {
    const office = await aSlackOffice();
    const gus = office.wavelink.person('Gus Guest');
    office.provisioning.add(gus);
    await gus.command('/cardline queue', { in: '#provisioning' });
    expect(gus.sees()).toContain('/cardline link');
    await gus.command('/cardline link', { in: '#provisioning' });
    expect(gus.sees()).toContain('The link works once, for ten minutes, and for you alone');
    await office.dana.command('/cardline unlink', { in: '#provisioning' });
    await office.dana.command('/cardline queue', { in: '#provisioning' });
    expect(office.dana.sees()).toContain('your Slack user is not linked');
  });

  it('does what the person may do and nothing more', async () => {
    const office = await aSlackOffice();
    const { number } = await office.order();
    const vera = await office.hire('wavelink', 'Vera Viewer', ['viewer']);
    for (const [button, power] of [
      ['Activate', 'provision'],
      ['Halt', 'provision.halt'],
      ['Edit', 'provision'],
      ['Assign to me', 'provision'],
    ]) {
      await vera.click(button ?? '', { on: office.provisioning.message(number) });
      expect(vera.modal()).toBeNull();
      expect(vera.sees()).toContain(`it takes the power "${power}"`);
    }
    await vera.command('/cardline channel', { in: '#provisioning' });
    expect(vera.sees()).toContain('it takes the power "admin"');
    await vera.click('Details', { on: office.provisioning.message(number) });
    expect(vera.modal()).toContain('Provisioning log');
  });
});

describe('App Home', () => {
  it('is the queue of the person’s own company, with filters that are kept', async () => {
    const office = await aSlackOffice();
    const { number } = await office.order('BUNDLE');
    await office.dana.openHome();
    expect(office.dana.home()).toContain('2 pending');
    await office.dana.select('Service type', 'Telephony (1)');
    expect(office.dana.home()).toContain(number);
    expect(office.dana.home()).not.toContain('WL-SP-NBN-50');
    await office.dana.openHome();
    expect(office.dana.home()).not.toContain('WL-SP-NBN-50');
    await office.sam.openHome();
    expect(office.sam.home()).toContain('0 pending');
  });

  it('turns pages of ten, the longest waiting first, with filters kept', async () => {
    const office = await aSlackOffice();
    const numbers = [];
    for (let index = 0; index < 12; index += 1) numbers.push((await office.order()).number);
    await office.dana.openHome();
    expect(office.dana.home()).toContain('12 pending');
    expect(office.dana.home()).toContain(`${numbers[9]} ·`);
    expect(office.dana.home()).not.toContain(`${numbers[10]} ·`);
    await office.dana.click('Next');
    expect(office.dana.home()).toContain(`${numbers[11]} ·`);
    expect(office.dana.home()).not.toContain(`${numbers[9]} ·`);
    await office.dana.click('Back to the start');
    expect(office.dana.home()).toContain(`${numbers[0]} ·`);
  });

  it('shows what was done from it at once', async () => {
    const office = await aSlackOffice();
    await office.order();
    await office.dana.openHome();
    await office.dana.click('Assign to me');
    expect(office.dana.home()).toContain('1 mine');
    await office.dana.click('Activate');
    await office.dana.submit();
    await office.dana.close();
    expect(office.dana.home()).toContain('Nothing is waiting.');
  });

  it('tells a stranger how to come in', async () => {
    const office = await aSlackOffice();
    const gus = office.wavelink.person('Gus Guest');
    await gus.openHome();
    await office.eventually(() => expect(gus.home()).toContain('/cardline link'));
  });
});

describe('a request', () => {
  it('is taken from somebody only after a question', async () => {
    const office = await aSlackOffice();
    const { number } = await office.order();
    await office.dana.click('Assign to me', { on: office.provisioning.message(number) });
    await office.settle();
    await office.eli.click('Assign to me', { on: office.provisioning.message(number) });
    expect(office.eli.sees()).toContain('Dana Doer works on it already');
    await office.eli.confirm();
    await office.settle();
    expect(office.provisioning.message(number).text).toContain('Eli Engineer');
    await office.eli.click('Details', { on: office.provisioning.message(number) });
    await office.eli.click('Put back');
    await office.settle();
    expect(office.provisioning.message(number).text).toContain('Nobody');
  });

  it('takes details that fit its service type, and says beside the field what does not (PROV-2)', async () => {
    const office = await aSlackOffice();
    const { number } = await office.order();
    await office.dana.click('Edit', { on: office.provisioning.message(number) });
    await office.dana.fill('VLAN', 'blue');
    await office.dana.submit();
    expect(office.dana.modal()).toContain('"blue" will not do as VLAN');
    await office.dana.fill('VLAN', '101');
    await office.dana.submit();
    expect(office.dana.modal()).toBeNull();
    await office.settle();
    expect(office.provisioning.message(number).text).toContain('VLAN: 101');
  });

  it('may be given a first period end where the plan honours it, the company has the feature and the person the power (PER-2)', async () => {
    const office = await aSlackOffice();
    const admin = anActor(office.providers.wavelink);
    value(await office.services.people.changeSettings(admin, { features: ['set_first_period_end'] }));
    const { number } = await office.order('NBN-FLEX');
    await office.dana.click('Activate', { on: office.provisioning.message(number) });
    const asked = office.dana.modal() ?? '';
    await office.dana.close();
    const plain = await office.order('NBN-50');
    await office.dana.click('Activate', { on: office.provisioning.message(plain.number) });
    expect(office.dana.modal()).not.toContain('First period end date');
    expect(asked).toContain('First period end date');
  });
});

describe('what breaks', () => {
  it('is told to whoever clicked, and changes nothing that is shown', async () => {
    const office = await aSlackOffice();
    const { number } = await office.order();
    const card = office.provisioning.message(number);
    const before = card.text;
    for (const [error, words] of [
      ['expired_trigger_id', 'That took longer than Slack waits'],
      ['internal_error', 'Something went wrong on our side'],
    ] as const) {
      expectConsole('error', /^a request from Slack failed/);
      office.slack.fail('views.open', { error });
      await office.dana.click('Halt', { on: card });
      expect(office.dana.modal()).toBeNull();
      expect(office.dana.sees()).toContain(words);
    }
    expect(card.text).toBe(before);
  });

  it('a date that is changed faster than Slack answers keeps the last one', async () => {
    const office = await aSlackOffice();
    const { number } = await office.order();
    await office.dana.click('Activate', { on: office.provisioning.message(number) });
    office.slack.fail('views.update', { error: 'hash_conflict' });
    await office.dana.fill('Activation date', '2026-03-05');
    await office.dana.submit();
    expect(office.dana.modal()).toContain('is active from 5 Mar 2026');
  });
});
