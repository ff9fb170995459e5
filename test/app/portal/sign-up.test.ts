/** ORD-1: the portal's deeds, on several instances that share a database. */
import { describe, expect, it } from 'vitest';
import { makePortalServices, type PortalServices } from '#app/portal/services.ts';
import type { SignUp } from '#app/portal/sign-up.ts';
import type { Database } from '#db/database.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeOrderStore } from '#db/stores/order-store.ts';
import { makePortalStore } from '#db/stores/portal-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { makeKeyedHash } from '#src/runtime/keyed-hash.ts';
import { secrets } from '#src/runtime/secrets.ts';
import type { TestClock } from '#test/support/clock.ts';
import { anOrdering, done, refusals, rowsOf } from '../orders/ordering.ts';

const instance = (db: Database, clock: TestClock, secret = 's'.repeat(32)): PortalServices =>
  makePortalServices({
    portal: makePortalStore(db),
    providers: makeProviderStore(db),
    orders: makeOrderStore(db),
    catalogue: makeCatalogueReader(db),
    clock,
    secrets,
    keyedHash: makeKeyedHash(secret),
  });

const aSignUp = (overrides: Partial<SignUp> = {}): SignUp => ({
  formToken: '',
  trap: '',
  sourceAddress: '192.0.2.7',
  packagePlan: 'NBN-50',
  name: 'Ann Newcomer',
  email: 'ann@home.example',
  phone: '0491 570 156',
  address: '7 Low Street',
  requestedOn: null,
  services: [{ servicePlan: 'SP-NBN-50', details: { address: '7 Low Street' } }],
  contractDocument: null,
  ...overrides,
});

async function aPortal() {
  const { db, clock, ...world } = await anOrdering();
  const one = instance(db, clock);
  const formOf = async (portal: PortalServices = one, code = 'bluegum') => {
    const { formToken } = done(await portal.openPortal(code));
    clock.pass(1);
    return formToken;
  };
  return { ...world, db, clock, one, other: instance(db, clock), formOf };
}

describe('several instances', () => {
  it('take each other’s forms, and place each once', async () => {
    const { db, one, other, formOf } = await aPortal();
    const formToken = await formOf(one);
    const placed = await Promise.all(
      [one, other, one, other].map((portal) => portal.signUp('bluegum', aSignUp({ formToken }))),
    );
    const [first, ...rest] = placed.map(done);
    expect(rest).toEqual([first, first, first]);
    expect(await rowsOf(db, 'order', ['number', 'source'])).toEqual([
      { number: first?.number, source: 'portal' },
    ]);
    expect(await rowsOf(db, 'account', ['reference'], `reference like 'A-%'`)).toHaveLength(1);
  });

  it('do not take the forms of an installation with another secret', async () => {
    const { db, clock, one, formOf } = await aPortal();
    const formToken = await formOf(instance(db, clock, 'another secret'));
    expect(refusals(await one.signUp('bluegum', aSignUp({ formToken })))).toEqual(['form_expired']);
  });

  it('count together what comes from one address', async () => {
    const { one, other, formOf } = await aPortal();
    const codes: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const portal = n % 2 === 0 ? one : other;
      const formToken = await formOf(portal);
      codes.push(
        ...refusals(await portal.signUp('bluegum', aSignUp({ formToken, email: `ann${n}@home.example` }))),
      );
    }
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'it was not refused'), 'too_many_orders']);
  });

  it('count together what a provider takes in an hour, from wherever it comes', async () => {
    const { db, one, formOf } = await aPortal();
    const order = async (n: number) =>
      one.signUp(
        'bluegum',
        aSignUp({ formToken: await formOf(), email: `ann${n}@home.example`, sourceAddress: `192.0.2.${n}` }),
      );
    done(await order(1));
    await db.write([{ sql: `update portal_mark set count = 99 where key like '% orders'`, args: [] }]);
    done(await order(2));
    expect(refusals(await order(3))).toEqual(['too_many_orders']);
  });
});

describe('whom the portal acts for', () => {
  it('is the provider of the address, never another: two tenants never meet', async () => {
    const { db, one, formOf, wavelink, bluegum } = await aPortal();
    await db.write([
      { sql: `update provider set features = '["signup_portal"]' where id = ?`, args: [wavelink.providerId] },
      { sql: `update package_plan set saleable_in_signup_portal = 1 where code = 'WL-NBN-50'`, args: [] },
    ]);
    const plansOf = async (code: string) =>
      done(await one.openPortal(code)).offers.map(({ packagePlan }) => packagePlan);
    expect(await plansOf('bluegum')).toEqual(['NBN-50']);
    expect(await plansOf('wavelink')).toEqual(['WL-NBN-50']);
    const theirs = await formOf(one, 'wavelink');
    expect(refusals(await one.signUp('bluegum', aSignUp({ formToken: theirs })))).toEqual(['form_expired']);
    expect(
      refusals(await one.signUp('bluegum', aSignUp({ formToken: await formOf(), packagePlan: 'WL-NBN-50' }))),
    ).toEqual(['plan_not_available packagePlan']);
    done(await one.signUp('bluegum', aSignUp({ formToken: await formOf() })));
    expect(await rowsOf(db, 'order', ['provider_id'])).toEqual([{ provider_id: bluegum.providerId }]);
    // What one provider's portal has counted and taken is nothing to the other's.
    done(
      await one.signUp(
        'wavelink',
        aSignUp({
          formToken: await formOf(one, 'wavelink'),
          packagePlan: 'WL-NBN-50',
          services: [{ servicePlan: 'WL-SP-NBN-50', details: { address: '7 Low Street' } }],
        }),
      ),
    );
  });

  it('tells the reasons against a plan to nobody outside', async () => {
    const { one, formOf } = await aPortal();
    for (const packagePlan of ['DRAFT', 'ROUTER', 'OUTDATED', 'NONE']) {
      const refused = await one.signUp('bluegum', aSignUp({ formToken: await formOf(), packagePlan }));
      expect(refusals(refused)).toContain('plan_not_available packagePlan');
      expect(JSON.stringify(refused)).not.toMatch(/wavelink|Draft|Saleable|prerequisite/i);
    }
  });
});
