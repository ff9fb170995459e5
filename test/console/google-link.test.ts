import { describe, expect, it } from 'vitest';
import { aConsole, value } from './support/a-console.ts';

const USER = { subject: '1001', email: 'robin@gmail.example' };

async function aLink() {
  const console = await aConsole();
  const robin = await console.signedIn('pricing');
  const { secret } = await console.services.google.requestLink(USER);
  return { console, robin, address: `/link/google/${secret}` };
}

describe('the link that the panel in a spreadsheet shows', () => {
  it('makes who confirms it, signed in, that Google account; once, and it stands in the audit', async () => {
    const { console, robin, address } = await aLink();
    const stranger = console.visitor();
    await stranger.open(address);
    expect(stranger.seen).toMatchObject({ heading: 'Sign in' });

    const page = await robin.open(address);
    expect(page.heading).toBe('Link your Google account?');
    expect(page.text).toContain('Link the Google account robin@gmail.example to you, Robin pricing');
    expect(page.text).toContain('Somebody who sent you this link would work in your name.');
    expect(await console.services.google.recognise(USER, null)).toMatchObject({ ok: false });

    expect((await robin.send('Yes, that is me')).text).toContain(
      'robin@gmail.example is you in Google Sheets now.',
    );
    expect(await console.services.google.recognise(USER, null)).toMatchObject({
      ok: true,
      value: { actorName: 'Robin pricing', via: 'sheet' },
    });
    const again = await robin.open(address);
    expect(again).toMatchObject({ status: 400 });
    expect(again.text).toContain('This link was used already');
    const audit = value(
      await console.services.people.listAudit(console.actor(), { subject: null, limit: 1, cursor: null }),
    );
    expect(audit.items[0]).toMatchObject({
      action: 'person.google_linked',
      actor: 'Robin pricing',
      details: { to: 'robin@gmail.example', account: '1001' },
    });
  });

  it('is over after ten minutes, and a guessed one is none', async () => {
    const { console, robin, address } = await aLink();
    await robin.open(address);
    console.clock.pass(10);
    const late = await robin.send('Yes, that is me');
    expect(late.status).toBe(400);
    expect(late.text).toContain('older than ten minutes');
    expect((await robin.open('/link/google/made-up')).status).toBe(400);
    expect(await console.services.google.recognise(USER, null)).toMatchObject({ ok: false });
  });

  it('takes no Google account from somebody else, and gives a person one account at a time', async () => {
    const { console, robin, address } = await aLink();
    await robin.open(address);
    await robin.send('Yes, that is me');
    const other = await console.signedIn('billing');
    const { secret } = await console.services.google.requestLink(USER);
    const refused = await other.open(`/link/google/${secret}`);
    expect(refused.text).toContain('linked to somebody else already');

    const second = { subject: '1002', email: 'robin@work.example' };
    const link = await console.services.google.requestLink(second);
    await robin.open(`/link/google/${link.secret}`);
    await robin.send('Yes, that is me');
    expect(await console.services.google.recognise(second, null)).toMatchObject({ ok: true });
    expect(await console.services.google.recognise(USER, null)).toMatchObject({ ok: false });
  });
});
