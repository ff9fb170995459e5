import { describe, expect, it } from 'vitest';
import { aConsole, value } from './support/a-console.ts';
import { HOST } from './support/visitor.ts';

const sent = (path: string, body: Record<string, string>, headers: Record<string, string>) =>
  [path, { method: 'POST', body: new URLSearchParams(body), headers }] as const;

describe('signing in', () => {
  it('sends whoever is not signed in to the sign-in page, and back to the page that was wanted', async () => {
    const it = await aConsole();
    await it.signedIn('admin');
    const somebody = it.visitor();
    const seen = await somebody.open('/people/tokens?cursor=');
    expect(seen.path).toBe('/sign-in?to=%2Fpeople%2Ftokens%3Fcursor%3D');
    expect(seen.heading).toBe('Sign in');
    await somebody.open(`/sign-in/${await it.linkFor('admin@bluegum.example')}`);
    const back = await somebody.send('Sign in');
    expect(back.path).toBe('/people/tokens?cursor=');
    expect(back.text).toContain('Welcome, Robin admin.');
  });

  it('opening a link uses nothing up, pressing its button does, once', async () => {
    const it = await aConsole();
    await it.signedIn('viewer');
    const secret = await it.linkFor('viewer@bluegum.example');
    for (let previews = 0; previews < 3; previews += 1) await it.visitor().open(`/sign-in/${secret}`);
    const first = it.visitor();
    await first.open(`/sign-in/${secret}`);
    expect((await first.send('Sign in')).heading).toBe('What waits');
    const second = it.visitor();
    await second.open(`/sign-in/${secret}`);
    const refused = await second.send('Sign in');
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('used already');
    expect((await second.open('/')).heading).toBe('Sign in');
  });

  it('a link goes stale', async () => {
    const it = await aConsole();
    await it.signedIn('viewer');
    const secret = await it.linkFor('viewer@bluegum.example');
    it.clock.pass(16);
    const late = it.visitor();
    await late.open(`/sign-in/${secret}`);
    expect((await late.send('Sign in')).status).toBe(403);
  });

  it('signing out ends the session for the cookie too', async () => {
    const it = await aConsole();
    const somebody = await it.signedIn('viewer');
    const cookies = new Map(somebody.cookies);
    await somebody.open('/');
    expect((await somebody.send('Sign out')).heading).toBe('Sign in');
    for (const [name, cookie] of cookies) somebody.cookies.set(name, cookie);
    expect((await somebody.open('/')).heading).toBe('Sign in');
  });

  it('the session cookie is out of reach of scripts and other sites, and Secure under https', async () => {
    const plain = await aConsole();
    const secure = await aConsole({ url: 'https://cardline.example' });
    for (const [it, origin, expected] of [
      [plain, HOST, /^cardline_session=[\w-]{20,}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/i],
      [
        secure,
        'https://cardline.example',
        /^__Host-cardline_session=[\w-]{20,}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/i,
      ],
    ] as const) {
      const person = { email: 'admin@bluegum.example', name: 'Robin', roles: ['viewer'] };
      value(await it.services.people.addPerson(it.actor(), person));
      const secret = await it.linkFor('admin@bluegum.example');
      const response = await it.visitor().request(...sent(`/sign-in/${secret}`, {}, { origin }));
      expect(response.status).toBe(303);
      expect(response.headers.getSetCookie().find((cookie) => cookie.includes('session'))).toMatch(expected);
    }
  });

  it.each([
    '//elsewhere.example/x',
    '/\\elsewhere.example',
    'https://elsewhere.example/',
    '/%0d%0aset-cookie:x=1\r\nx: y',
    'javascript:alert(1)',
    '/..//elsewhere.example',
    '/.//elsewhere.example',
    '/\t/elsewhere.example',
    '/sign-in/abc',
  ])('a return path cannot leave the site: %j', async (to) => {
    const it = await aConsole();
    await it.signedIn('viewer');
    const somebody = it.visitor();
    await somebody.open(`/sign-in?to=${encodeURIComponent(to)}`);
    await somebody.open(`/sign-in/${await it.linkFor('viewer@bluegum.example')}`);
    expect((await somebody.send('Sign in')).path).toBe('/');
  });

  it('a return path that was planted in the cookie cannot leave the site either', async () => {
    const it = await aConsole();
    await it.signedIn('viewer');
    const somebody = it.visitor();
    somebody.cookies.set('cardline_return', encodeURIComponent('//elsewhere.example'));
    await somebody.open(`/sign-in/${await it.linkFor('viewer@bluegum.example')}`);
    expect((await somebody.send('Sign in')).path).toBe('/');
  });
});

describe('forgery', () => {
  it('a sign-in button pressed from another site is refused', async () => {
    const it = await aConsole();
    await it.signedIn('viewer');
    const secret = await it.linkFor('viewer@bluegum.example');
    const other = [
      { origin: 'https://elsewhere.example' },
      { origin: HOST, 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
      {},
    ];
    for (const headers of other) {
      const response = await it
        .visitor()
        .request(...sent(`/sign-in/${secret}`, {}, headers as Record<string, string>));
      expect(response.status).toBe(403);
      expect(response.headers.getSetCookie().join()).not.toContain('session');
    }
  });

  it('a form without the session’s token, with another’s, or from another site changes nothing', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    const other = await it.signedIn('admin', 'sales');
    await other.open('/people');
    const othersToken = other.valuesOf(other.form('add'))._token as string;
    await admin.open('/people');
    const own = admin.valuesOf(admin.form('add'))._token as string;
    expect(own).not.toBe(othersToken);
    const person = { name: 'Eve', email: 'eve@elsewhere.example', roles: 'admin' };
    const tries = [
      sent('/people', { ...person }, { origin: HOST }),
      sent('/people', { ...person, _token: '' }, { origin: HOST }),
      sent('/people', { ...person, _token: othersToken }, { origin: HOST }),
      sent('/people', { ...person, _token: own }, { origin: 'https://elsewhere.example' }),
      sent('/people', { ...person, _token: own }, { origin: HOST, 'sec-fetch-site': 'cross-site' }),
      sent('/people', { ...person, _token: own }, { origin: HOST, 'sec-fetch-site': 'same-site' }),
      sent('/people', { ...person, _token: own }, {}),
    ];
    for (const [path, init] of tries) expect((await admin.request(path, init)).status).toBe(403);
    expect((await admin.open('/people')).text).not.toContain('Eve');
    const [path, init] = sent('/people', { ...person, _token: own }, { 'sec-fetch-site': 'same-origin' });
    expect((await admin.request(path, init)).status).toBe(303);
    expect((await admin.open('/people')).text).toContain('Eve');
  });

  it('a form sent after the session ended leads to signing in and back to its page', async () => {
    const it = await aConsole();
    const [path, init] = sent(
      '/people',
      { name: 'Eve' },
      { origin: HOST, referer: `${HOST}/people?cursor=k3` },
    );
    const response = await it.visitor().request(path, init);
    expect(response.headers.get('location')).toBe('/sign-in?to=%2Fpeople%3Fcursor%3Dk3');
  });

  it('a body beyond the limit is refused before it is read', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    const response = await admin.request('/people', {
      method: 'POST',
      headers: {
        origin: HOST,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': '99999999',
      },
      body: 'a=b',
    });
    expect(response.status).toBe(413);
  });
});

describe('every answer', () => {
  it('lets a browser load nothing but the own style and icon, and keeps no copy', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    for (const seen of [await it.visitor().open('/'), await admin.open('/people')]) {
      expect(seen.headers.get('content-security-policy')).toBe(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(seen.headers.get('x-content-type-options')).toBe('nosniff');
      expect(seen.headers.get('cache-control')).toBe('private, no-store');
      expect(seen.headers.get('referrer-policy')).toBe('same-origin');
    }
  });

  it('the style is served under a name made of its content, to be kept for ever', async () => {
    const it = await aConsole();
    const seen = await it.visitor().open('/');
    const [, href = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(seen.html) ?? [];
    expect(href).toMatch(/^\/assets\/console\.[0-9a-f]{16}\.css$/);
    const response = await it.visitor().request(href);
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(await response.text()).toContain('prefers-color-scheme: dark');
  });
});

describe('where there is no page', () => {
  it('a browser is shown a page that says so, a program a problem', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    const known = await admin.open('/nowhere', { headers: { accept: 'text/html,*/*' } });
    expect([known.status, known.heading]).toEqual([404, 'Not found']);
    expect(known.text).toContain('Signed in as Robin admin');
    for (const path of ['/carriers/nowhere', '/carriers/of/a/b', '/workbook/a/b/c/d', '/status/x']) {
      const within = await admin.open(path, { headers: { accept: 'text/html,*/*' } });
      expect([path, within.status, within.heading]).toEqual([path, 404, 'Not found']);
    }
    const unknown = await it.visitor().open('/nowhere', { headers: { accept: 'text/html,*/*' } });
    expect([unknown.status, unknown.heading]).toEqual([404, 'Not found']);
    const program = await admin.request('/nowhere');
    expect(program.headers.get('content-type')).toBe('application/problem+json');
  });

  it('what breaks is logged and told without its message', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    Object.assign(it.services.people, { listPeople: () => Promise.reject(new Error('the disk said 0x17')) });
    const seen = await admin.open('/people');
    expect([seen.status, seen.heading]).toEqual([500, 'Something broke']);
    expect(seen.text).not.toContain('0x17');
    expect(String(it.logged[0]?.err)).toContain('0x17');
  });

  it('a person without the power is told which it takes', async () => {
    const it = await aConsole();
    const viewer = await it.signedIn('viewer');
    for (const path of ['/people', '/people/tokens', '/audit', '/people/usr_1']) {
      const seen = await viewer.open(path);
      expect([seen.status, seen.heading], path).toEqual([403, 'Not allowed']);
      expect(seen.text).toContain('"admin"');
    }
  });
});
