/** What people have before them when they work orders in Slack: a walk through an office that keeps each screen as a page. */
import { MOST_AT_ONCE } from '#app/orders/activate-requests.ts';
import { clip } from '#bot/blocks/text.ts';
import { requestTitle, wantedWords } from '#bot/requests/request-words.ts';
import type { Database } from '#db/database.ts';
import { value } from './api.ts';
import { anActor, CUSTOMER } from './builders.ts';
import { multiplyFirstOrder } from './many-orders.ts';
import type { Person } from './slack/people/person.ts';
import { aSlackOffice, type Office } from './slack-office.ts';

export interface Surface {
  readonly name: string;
  /** The page, as the fake Slack shows it. */
  readonly html: string;
}

/** An office with orders in it, and what its people write. */
export interface Scene {
  readonly office: Office;
  /** The order that is worked on; its card is in the channel. */
  readonly number: string;
  readonly rejection: string;
  /** By the labels of the fields. */
  readonly correction: Readonly<Record<string, string>>;
}

/** Some orders of some days, as on any morning. */
export async function anyMorning(): Promise<Scene> {
  const office = await aSlackOffice();
  await rename(office.db, {
    'WL-NBN-50': 'NBN 50 wholesale',
    'WL-SP-NBN-50': 'NBN 50/20',
    'WL-SP-VOIP': 'Hosted voice line',
    'NBN-50': 'Home NBN 50',
    BUNDLE: 'Home NBN 50 with phone',
    'SP-NBN-50': 'NBN 50/20',
  });
  const { db, order, dana, provisioning, settle } = office;
  const addresses = ['4 Lantern Street, Castlemaine VIC 3450', '1 High Street, Geelong VIC 3220'];
  const numbers: string[] = [];
  for (const address of addresses)
    numbers.push(
      (await order('NBN-50', { services: [{ servicePlan: 'SP-NBN-50', details: { address } }] })).number,
    );
  await order('BUNDLE');
  // Some have waited for a while.
  await db.write(
    [12, 7].map((days, index) => ({
      sql: `update provisioning_request set created_at = strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '-' || :days || ' days')
        where id = (select id from provisioning_request order by id limit 1 offset :index)`,
      args: { days: String(days), index: String(index) },
    })),
  );
  await dana.click('Assign to me', { on: provisioning.message(numbers[1] ?? '') });
  await settle();
  return {
    office,
    number: numbers[1] ?? '',
    rejection:
      'There is no service at this address: send the location ID that is printed on the connection box.',
    correction: { 'Location ID': 'LOC000123456789', Contact: 'Ann Example' },
  };
}

const EVIL = '<script>document.title = "ran"</script><img src=x onerror="document.title = \'ran\'">';
const ARABIC = 'شارع الملك فيصل، الطابق الثالث';
const FAMILY = '👩‍👩‍👧‍👦';

/** Five hundred requests wait, and everybody's names are as long as they may be, in every script. */
export async function theWorstMorning(): Promise<Scene> {
  const office = await aSlackOffice();
  const { db, order, provisioning } = office;
  await rename(office.db, {
    'WL-SP-NBN-50': `NBN ${'unbreakable'.repeat(8)} ${FAMILY} *bold* <!channel> ${ARABIC} 50/20 ${'with everything '.repeat(6)}`,
    'NBN-50': `Home ${'unbreakable'.repeat(8)} ${FAMILY} ${'with everything '.repeat(6)}`,
  });
  await db.write([
    {
      sql: `update provider set name = 'Bluegum ' || replace(hex(zeroblob(30)), '00', 'Tele') || ' 🌳 & <b>Söhne</b>' where code = 'bluegum'`,
      args: [],
    },
  ]);
  const { number } = await order('NBN-50', {
    services: [
      {
        servicePlan: 'SP-NBN-50',
        details: {
          address: `${ARABIC} ${'7'.repeat(120)} ${FAMILY} ${EVIL}`.slice(0, 300),
          notes: `${EVIL}\n${`${ARABIC}\n`.repeat(8)}${'Long notes, on and on. '.repeat(25)}`.slice(0, 1000),
        },
      },
    ],
  });
  await multiplyFirstOrder(db, 500);
  await db.write([
    {
      sql: `update provisioning_request set supplier = 'carrier-of-the-longest-name-that-anybody-has-thought-of-' || supplier where id > 1`,
      args: [],
    },
  ]);
  provisioning.message(number);
  return {
    office,
    number,
    rejection:
      `${EVIL}\n${ARABIC}\n${FAMILY.repeat(20)}\n${'No such street, wherever one looks. '.repeat(60)}`.slice(
        0,
        3000,
      ),
    correction: { Contact: `${FAMILY} ${ARABIC} ${'n'.repeat(120)}` },
  };
}

/** Before anything is ordered: the catalogue is read once. */
const rename = (db: Database, names: Readonly<Record<string, string>>) =>
  db.write(
    ['package_plan', 'service_plan'].map((table) => ({
      sql: `update ${table} set name = given.value, external_name = given.value
        from json_each(:names) given join catalogue_item on catalogue_item.code = given.key
        where catalogue_item.id = ${table}.item_id`,
      args: { names: JSON.stringify(names) },
    })),
  );

/** From the queue to an order that is active, through every form. */
export async function surfacesOf({ office, number, rejection, correction }: Scene): Promise<Surface[]> {
  const { dana, eli, sam, provisioning, orders, settle } = office;
  const surfaces: Surface[] = [];
  const keep = (name: string, html: string) => void surfaces.push({ name, html });
  const card = () => provisioning.message(number);

  await dana.command('/cardline queue', { in: provisioning });
  keep('queue', dana.html());
  await dana.openHome();
  keep('home', dana.html());

  dana.lookAt(provisioning);
  await dana.click('Halt', { on: card() });
  await dana.fill('Rejection Details', rejection);
  keep('halt', dana.html());
  await dana.submit();
  keep('halted', dana.html());
  await dana.close();
  await settle();

  const halted = orders.message(number);
  keep('retailer', halted.html());
  sam.lookAt(orders);
  await sam.click('Resubmit', { on: halted });
  for (const [label, text] of Object.entries(correction)) await sam.fill(label, text);
  keep('resubmit', sam.html());
  await sam.submit();
  await sam.close();
  await settle();
  keep('card', card().html());

  await eli.click('Details', { on: card() });
  keep('details', eli.html());
  await eli.close();
  await eli.click('Activate', { on: card() });
  keep('activate', eli.html());
  await eli.submit();
  await eli.close();

  return [...surfaces, ...(await surfacesOfSeveral(office)), ...(await surfacesOfAnOrder(sam, office))];
}

/** Everything that waits is activated from App Home, as far as that goes. */
async function surfacesOfSeveral({ dana, services, providers }: Office): Promise<Surface[]> {
  const queue = value(
    await services.orders.listQueue(anActor(providers.wavelink), {}, { limit: MOST_AT_ONCE, cursor: null }),
  );
  await dana.openHome();
  await dana.click('Activate several');
  const choices = queue.items.map((item) => `${clip(requestTitle(item), 50)} · ${wantedWords(item)}`);
  await dana.select('Requests', choices);
  const choosing = { name: 'several', html: dana.html() };
  await dana.submit();
  const preview = { name: 'several-preview', html: dana.html() };
  await dana.submit();
  const done = { name: 'several-done', html: dana.html() };
  await dana.close();
  return [choosing, preview, done];
}

async function surfacesOfAnOrder(sam: Person, { orders }: Office): Promise<Surface[]> {
  await sam.command('/cardline order', { in: orders });
  const choose = async (field: string, text: string) =>
    sam.select(field, (await sam.search(field, text))[0] ?? '');
  await choose('Account', CUSTOMER);
  await choose('Package plan', 'NBN-50');
  const plan = { name: 'order-plan', html: sam.html() };
  await sam.submit();
  const details = { name: 'order-details', html: sam.html() };
  return [plan, details];
}
