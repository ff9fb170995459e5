import { expect, it } from 'vitest';
import { checkPerson, checkRoles, checkScopes, parseSlackUser } from '#core/people/person.ts';
import { POWERS, powersOfRoles, ROLES } from '#core/people/powers.ts';

const ALL = new Set(POWERS);
const KIM = { email: 'Kim.Tran@Example.com ', name: ' Kim Tran ', roles: ['sales', 'sales'] };

it('takes an email without its capitals, a name without its margins, a role once', () => {
  expect(checkPerson(KIM, ALL)).toEqual({
    ok: true,
    value: { email: 'kim.tran@example.com', name: 'Kim Tran', roles: ['sales'], slack: null },
  });
});

it('refuses what is no email address', () => {
  for (const email of [
    '',
    'kim',
    'kim@',
    '@example.com',
    'kim@example',
    'k im@example.com',
    'a,b@example.com',
  ])
    expect(checkPerson({ ...KIM, email }, ALL), email).toMatchObject({
      ok: false,
      faults: [{ path: 'email' }],
    });
  expect(checkPerson({ ...KIM, email: "o'hara+x@mail.example.co" }, ALL).ok).toBe(true);
});

it('reads a Slack user as workspace and user, and nothing else', () => {
  expect(parseSlackUser('T024BE7LD:U0G9QF9C6')).toEqual({
    ok: true,
    value: { teamId: 'T024BE7LD', userId: 'U0G9QF9C6' },
  });
  for (const text of ['', 'U0G9QF9C6', 'T1:T2', 't1:u1', 'T1:U1 ', 'T1:U1:U2', '@kim'])
    expect(parseSlackUser(text).ok, text).toBe(false);
});

it('lets every role be given by who holds its powers, and only by them', () => {
  for (const role of Object.keys(ROLES)) {
    expect(checkRoles([role], powersOfRoles([role])).ok).toBe(true);
    const [one, ...others] = powersOfRoles([role]);
    expect(checkRoles([role], new Set(others))).toMatchObject({
      ok: false,
      faults: [{ code: 'power_not_held', kind: 'forbidden', message: expect.stringContaining(String(one)) }],
    });
  }
});

it('refuses no scopes, and scopes and roles that only look like some', () => {
  expect(checkScopes([], ALL)).toMatchObject({ ok: false, faults: [{ code: 'scopes_missing' }] });
  for (const name of ['constructor', '__proto__', 'View', 'view ', '*']) {
    expect(checkScopes([name], ALL).ok, name).toBe(false);
    expect(checkRoles([name], ALL).ok, name).toBe(false);
  }
});
