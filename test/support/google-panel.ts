/**
 * `aPanel()`: a pricing desk whose spreadsheet has the add-on, and people before it. What Google sends, the test sends, with tokens that the fake
 * Google signs.
 *
 *     const panel = await aPanel();
 *     await panel.link(KIM, await panel.person(KIM, 'Kim', ['pricing']));
 *     expect(textOf(await panel.press('check', KIM))).toContain('No faults');
 */
import type { Actor } from '#app/ports/platform.ts';
import { formatId } from '#core/ids.ts';
import { powersOfRoles } from '#core/people/powers.ts';
import { unwrap } from './catalogues.ts';
import { ADD_ON_EMAIL } from './google/fake-google.ts';
import { subjectOf } from './google/tokens.ts';
import { aPricingDesk, DESK_URL, type Desk, type DeskOptions } from './google-desk.ts';

export const ADD_ON_CLIENT = '100000000001';
export const SCRIPT_CLIENT = '1234567890-script.apps.googleusercontent.com';

export interface Answered {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** What of a call a test may bend; null: left out. */
export interface Bent {
  readonly system?: string | null;
  readonly user?: string | null;
  readonly sheet?: string | null;
}

export interface Panel extends Desk {
  /** Adds somebody to a company; answers who that is. */
  person(email: string, name: string, roles: readonly string[], tenant?: Desk['tenant']): Promise<Actor>;
  /** A Google account becomes that person, by a link as the panel shows it. */
  link(email: string, person: Actor): Promise<void>;
  /** Google calls the add-on, for whoever has this address. */
  press(deed: string, email: string, bent?: Bent): Promise<Answered>;
  /** The script in the spreadsheet asks. */
  script(body: unknown, token: string): Promise<Answered>;
}

export async function aPanel(options: DeskOptions = {}): Promise<Panel> {
  const desk = await aPricingDesk({
    panel: {
      addon: { serviceAccount: ADD_ON_EMAIL, clientId: ADD_ON_CLIENT },
      scriptClients: new Map([[SCRIPT_CLIENT, new Set(['wavelink'])]]),
    },
    ...options,
  });
  await desk.prepare();
  const { google, services, book } = desk;
  const post = async (path: string, token: string | null, body: unknown): Promise<Answered> => {
    const response = await desk.fetch(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  return {
    ...desk,
    async person(email, name, roles, tenant = desk.tenant) {
      const actor = { ...desk.pricing, ...tenant };
      const { id } = unwrap(await services.people.addPerson(actor, { email, name, roles: [...roles] }));
      return {
        ...actor,
        actorId: formatId('person', id),
        actorName: name,
        powers: powersOfRoles(roles),
        via: 'console',
      };
    },
    async link(email, person) {
      const { secret } = await services.google.requestLink({ subject: subjectOf(email), email });
      unwrap(await services.google.confirmLink(person, secret));
    },
    press(deed, email, bent = {}) {
      const path = `/google/addon/${deed}`;
      const system = bent.system === undefined ? google.systemIdToken({ aud: DESK_URL + path }) : bent.system;
      const user = bent.user === undefined ? google.userIdToken({ email, aud: ADD_ON_CLIENT }) : bent.user;
      const sheet = bent.sheet === undefined ? book.id : bent.sheet;
      return post(path, system, {
        commonEventObject: { hostApp: 'SHEETS', platform: 'WEB', userLocale: 'en' },
        authorizationEventObject: { systemIdToken: system, ...(user === null ? {} : { userIdToken: user }) },
        sheets:
          sheet === null
            ? { addonHasFileScopePermission: false }
            : { id: sheet, title: 'Wavelink prices', addonHasFileScopePermission: true },
      });
    },
    script: (body, token) => post('/google/addon/script', token, body),
  };
}

/** Every text that an answer shows, addresses left out. */
export function textOf({ json }: Answered): string {
  const texts: string[] = [];
  const gather = (value: unknown, name: string): void => {
    if (typeof value === 'string') {
      if (SHOWN.has(name)) texts.push(value);
    } else if (Array.isArray(value)) for (const each of value) gather(each, name);
    else if (typeof value === 'object' && value !== null)
      for (const [key, each] of Object.entries(value)) gather(each, key);
  };
  gather(json, '');
  return texts.join('\n');
}

const SHOWN = new Set(['title', 'subtitle', 'header', 'text', 'topLabel', 'detail', 'lines']);

/** Addresses that its buttons open. */
export const linksOf = ({ json }: Answered): string[] =>
  [...JSON.stringify(json).matchAll(/"openLink":\{"url":"([^"]+)"/g)].map(([, url = '']) => url);
