/**
 * The environment, read once when the app starts. Every fault is named at once with its remedy; what is left out is off
 * and says so (`features`). Values that are secret are never repeated in a message.
 */
import { z } from 'zod';
import { type Instant, parseInstant } from '#core/calendar.ts';
import { type Fault, fault, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import type { AddonSettings, ScriptClients } from '#sheets/addon/addon-parts.ts';

/** Something that configuration switches on. */
export interface Feature {
  readonly name: string;
  readonly isOn: boolean;
  /** What it does when on, or what would switch it on. */
  readonly note: string;
}

export interface SlackSettings {
  readonly signingSecret: string;
  /** The one workspace's token; null where an app is installed in several. */
  readonly botToken: string | null;
  readonly oauth: { readonly clientId: string; readonly clientSecret: string } | null;
  /** Where its methods are, with a slash at the end. */
  readonly apiUrl: string;
  /** For Socket Mode, on a developer's machine alone; null: Slack calls us. */
  readonly appToken: string | null;
}

export interface GoogleSettings {
  readonly clientEmail: string;
  readonly privateKey: string;
  /** The workbook of the first provider that prepares or syncs it; null: each provider links its own. */
  readonly sheetId: string | null;
  /** Everything Google is called below this address; null: at Google's own. */
  readonly apiRoot: string | null;
  /** The add-on in spreadsheets; null or left out: it is off. */
  readonly addon?: AddonSettings | null;
  /** Scripts in spreadsheets that may ask; left out: none. */
  readonly scriptClients?: ScriptClients;
}

export interface Environment {
  readonly isProduction: boolean;
  readonly port: number;
  readonly host: string;
  /** Where people reach Cardline, without a slash at its end: as CARDLINE_URL or PORT says, otherwise on the usual port. */
  readonly url: string;
  /** Whether one of them says so. */
  readonly isUrlGiven: boolean;
  /** null outside production where none is set. */
  readonly secret: string | null;
  readonly database: { readonly url: string; readonly authToken?: string | undefined };
  /** The instant that stands in for the clock. */
  readonly now: Instant | null;
  readonly workbook: 'builtin' | 'google';
  readonly slack: SlackSettings | null;
  readonly google: GoogleSettings | null;
  readonly features: readonly Feature[];
}

export type Variables = Readonly<Record<string, string | undefined>>;

export const DEFAULT_PORT = 8787;
const DEFAULT_DATABASE = 'file:./data/cardline.db';
export const DEFAULT_SLACK_API = 'https://slack.com/api/';
const MIN_SECRET_LENGTH = 32;

const isHttpUrl = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);

const httpUrl = (example: string) =>
  z.string().refine(isHttpUrl, `is not a web address: write it like ${example}.`);

/** As Google gives OAuth clients their ids, and Workspace add-ons theirs. */
const CLIENT_ID = /^\d{6,}(?:-\w+\.apps\.googleusercontent\.com)?$/;
const NO_CLIENT_ID =
  'is not the id of an OAuth client: those are like 1234567890-abc.apps.googleusercontent.com.';

const scriptEntries = (text: string): (readonly [code: string, id: string])[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map((entry) => {
      const at = entry.indexOf('=');
      return at < 0 ? ['', entry] : [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
    });

function scriptClientsOf(text: string): ScriptClients {
  const clients = new Map<string, Set<string>>();
  for (const [code, id] of scriptEntries(text)) clients.set(id, (clients.get(id) ?? new Set()).add(code));
  return clients;
}

const shape = z.object({
  NODE_ENV: z.string().optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is not a port: give a whole number from 0 to 65535 (0: any that is free).')
    .transform(Number)
    .refine((port) => port <= 65_535, 'is not a port: the largest is 65535.')
    .optional(),
  HOST: z.string().optional(),
  CARDLINE_URL: httpUrl('https://cardline.example.net')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  CARDLINE_SECRET: z
    .string()
    .min(
      MIN_SECRET_LENGTH,
      `is too short: take at least ${MIN_SECRET_LENGTH} characters, such as \`openssl rand -hex 32\` prints.`,
    )
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(
      /^(file:.|libsql:\/\/.|https?:\/\/.)/,
      'is not a database address: write file:./data/cardline.db, libsql://HOST or http://HOST:PORT.',
    )
    .optional(),
  DATABASE_AUTH_TOKEN: z.string().optional(),
  CARDLINE_NOW: z
    .string()
    .refine((text) => parseInstant(text).ok, 'is not an instant: write it like 2026-03-01T09:00:00+11:00.')
    .optional(),
  WORKBOOK: z.enum(['builtin', 'google'], 'is neither of "builtin" and "google".').optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'is not a bot token: those begin with xoxb-.').optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'is not an app token: those begin with xapp-.').optional(),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: z.string().optional(),
  SLACK_API_URL: httpUrl(DEFAULT_SLACK_API)
    .transform((text) => `${text.replace(/\/+$/, '')}/`)
    .optional(),
  GOOGLE_CLIENT_EMAIL: z
    .string()
    .includes('@', { message: 'is not the e-mail address of a service account.' })
    .optional(),
  GOOGLE_PRIVATE_KEY: z
    .string()
    .includes('PRIVATE KEY', {
      message:
        'is not a private key: copy "private_key" of the service account\'s key file, line breaks as \\n.',
    })
    .transform((text) => text.replaceAll('\\n', '\n'))
    .optional(),
  GOOGLE_SHEET_ID: z
    .string()
    .regex(
      /^[\w-]+$/,
      'is not the id of a spreadsheet: take what stands in its address between /d/ and /edit.',
    )
    .optional(),
  GOOGLE_ADDON_ACCOUNT: z
    .string()
    .includes('@', {
      message:
        'is not the e-mail address of the add-on’s service account (service-…@gcp-sa-gsuiteaddons.iam.gserviceaccount.com).',
    })
    .optional(),
  GOOGLE_ADDON_CLIENT_ID: z.string().regex(CLIENT_ID, NO_CLIENT_ID).optional(),
  GOOGLE_SCRIPT_CLIENTS: z
    .string()
    .refine(
      (text) => scriptEntries(text).every(([code, id]) => code !== '' && CLIENT_ID.test(id)),
      'is not a list of PROVIDER=CLIENT_ID with commas between: copy what "Cardline, Connection" shows in the spreadsheet.',
    )
    .transform(scriptClientsOf)
    .optional(),
  GOOGLE_API_ROOT: httpUrl('http://127.0.0.1:9922')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
});

type Settings = z.infer<typeof shape>;
type Name = keyof Settings;
const NAMES = Object.keys(shape.shape) as Name[];

/** Reads the variables for a runtime: Workers have no files, so their database is a server. */
export function readEnvironment(variables: Variables, runtime: 'node' | 'worker'): Result<Environment> {
  const given: Partial<Record<Name, string>> = {};
  for (const name of NAMES) {
    const text = variables[name]?.trim();
    if (text) given[name] = text;
  }
  const read = shape.safeParse(given);
  const faults = [
    ...(read.success ? [] : read.error.issues.map(toFault)),
    ...faultsOfSome(given, runtime),
    ...halfSet(given),
  ];
  if (!read.success || faults.length > 0) return { ok: false, faults };
  return ok(toEnvironment(read.data));
}

const faultOf = (name: Name, message: string): Fault =>
  fault(`invalid_${name.toLowerCase()}`, `${name} ${message}`, name);

const toFault = (issue: z.core.$ZodIssue): Fault => faultOf(issue.path[0] as Name, issue.message);

function faultsOfSome(given: Partial<Record<Name, string>>, runtime: 'node' | 'worker'): Fault[] {
  const isProduction = given.NODE_ENV === 'production';
  const faults: Fault[] = [];
  if (isProduction && given.CARDLINE_NOW !== undefined)
    faults.push(
      faultOf(
        'CARDLINE_NOW',
        'stops the clock, which production must not do: take it out of the environment.',
      ),
    );
  if (isProduction && given.CARDLINE_SECRET === undefined)
    faults.push(
      faultOf('CARDLINE_SECRET', 'is needed in production: set it to what `openssl rand -hex 32` prints.'),
    );
  if (given.SLACK_CLIENT_ID !== undefined && given.CARDLINE_SECRET === undefined && !isProduction)
    faults.push(
      faultOf(
        'CARDLINE_SECRET',
        'is needed beside SLACK_CLIENT_ID, since the tokens of workspaces are sealed with it: set it to what `openssl rand -hex 32` prints.',
      ),
    );
  if (given.SLACK_APP_TOKEN !== undefined && (isProduction || runtime === 'worker'))
    faults.push(
      faultOf(
        'SLACK_APP_TOKEN',
        "is for Socket Mode on a developer's machine: take it out, and let Slack call POST /slack/events.",
      ),
    );
  if (runtime === 'worker' && (given.DATABASE_URL ?? DEFAULT_DATABASE).startsWith('file:'))
    faults.push(
      faultOf(
        'DATABASE_URL',
        'has to name a libSQL server here, since Workers have no files: libsql://HOST.',
      ),
    );
  if (given.WORKBOOK === 'google' && given.GOOGLE_CLIENT_EMAIL === undefined)
    faults.push(
      faultOf(
        'WORKBOOK',
        'is "google", which takes GOOGLE_CLIENT_EMAIL and GOOGLE_PRIVATE_KEY: set them, or take "builtin".',
      ),
    );
  return faults;
}

/** Variables that mean something only together: some are set and others are not. */
function halfSet(given: Partial<Record<Name, string>>): Fault[] {
  const missing = (set: readonly Name[], needed: readonly Name[]): Fault[] =>
    set.some((name) => given[name] !== undefined)
      ? needed
          .filter((name) => given[name] === undefined)
          .map((name) =>
            faultOf(
              name,
              `is missing beside ${set.filter((other) => given[other] !== undefined).join(', ')}: set it too, or none of them.`,
            ),
          )
      : [];
  const noToken = given.SLACK_BOT_TOKEN === undefined && given.SLACK_CLIENT_ID === undefined;
  const account: Name[] = ['GOOGLE_CLIENT_EMAIL', 'GOOGLE_PRIVATE_KEY'];
  const addon: Name[] = ['GOOGLE_ADDON_ACCOUNT', 'GOOGLE_ADDON_CLIENT_ID'];
  return [
    ...missing(
      ['SLACK_BOT_TOKEN', 'SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_APP_TOKEN'],
      ['SLACK_SIGNING_SECRET'],
    ),
    ...(noToken && given.SLACK_CLIENT_SECRET === undefined
      ? missing(['SLACK_SIGNING_SECRET'], ['SLACK_BOT_TOKEN'])
      : []),
    ...missing(['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'], ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET']),
    ...missing([...account, 'GOOGLE_SHEET_ID', ...addon, 'GOOGLE_SCRIPT_CLIENTS'], account),
    ...missing(addon, addon),
  ];
}

function toEnvironment(settings: Settings): Environment {
  const port = settings.PORT ?? DEFAULT_PORT;
  const slack = slackOf(settings);
  const google = googleOf(settings);
  const now = settings.CARDLINE_NOW === undefined ? null : parseInstant(settings.CARDLINE_NOW);
  const url = settings.CARDLINE_URL ?? `http://localhost:${port}`;
  return {
    isProduction: settings.NODE_ENV === 'production',
    port,
    host: settings.HOST ?? '127.0.0.1',
    url,
    // Port 0 is any that is free: which one, the server knows once it listens.
    isUrlGiven: settings.CARDLINE_URL !== undefined || (settings.PORT ?? 0) !== 0,
    secret: settings.CARDLINE_SECRET ?? null,
    database: {
      url: settings.DATABASE_URL ?? DEFAULT_DATABASE,
      authToken: settings.DATABASE_AUTH_TOKEN,
    },
    now: now?.ok ? now.value : null,
    workbook: settings.WORKBOOK ?? (google === null ? 'builtin' : 'google'),
    slack,
    google,
    features: [
      slackFeature(slack, url),
      googleFeature(google, settings.WORKBOOK ?? 'google', url),
      panelFeature(google, settings.WORKBOOK ?? 'google', url),
      hookFeature(settings.CARDLINE_SECRET),
    ],
  };
}

function slackOf(settings: Settings): SlackSettings | null {
  const { SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN, SLACK_CLIENT_ID, SLACK_CLIENT_SECRET } = settings;
  if (SLACK_SIGNING_SECRET === undefined) return null;
  const oauth =
    SLACK_CLIENT_ID !== undefined && SLACK_CLIENT_SECRET !== undefined
      ? { clientId: SLACK_CLIENT_ID, clientSecret: SLACK_CLIENT_SECRET }
      : null;
  if (SLACK_BOT_TOKEN === undefined && oauth === null) return null;
  return {
    signingSecret: SLACK_SIGNING_SECRET,
    botToken: SLACK_BOT_TOKEN ?? null,
    oauth,
    apiUrl: settings.SLACK_API_URL ?? DEFAULT_SLACK_API,
    appToken: settings.SLACK_APP_TOKEN ?? null,
  };
}

function googleOf(settings: Settings): GoogleSettings | null {
  const { GOOGLE_CLIENT_EMAIL, GOOGLE_PRIVATE_KEY, GOOGLE_SHEET_ID, GOOGLE_API_ROOT } = settings;
  const { GOOGLE_ADDON_ACCOUNT, GOOGLE_ADDON_CLIENT_ID, GOOGLE_SCRIPT_CLIENTS } = settings;
  if (GOOGLE_CLIENT_EMAIL === undefined || GOOGLE_PRIVATE_KEY === undefined) return null;
  return {
    clientEmail: GOOGLE_CLIENT_EMAIL,
    privateKey: GOOGLE_PRIVATE_KEY,
    sheetId: GOOGLE_SHEET_ID ?? null,
    apiRoot: GOOGLE_API_ROOT ?? null,
    addon:
      GOOGLE_ADDON_ACCOUNT === undefined || GOOGLE_ADDON_CLIENT_ID === undefined
        ? null
        : { serviceAccount: GOOGLE_ADDON_ACCOUNT, clientId: GOOGLE_ADDON_CLIENT_ID },
    scriptClients: GOOGLE_SCRIPT_CLIENTS ?? new Map(),
  };
}

/** Addresses that lead to the machine which asks. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

const slackFeature = (slack: SlackSettings | null, url: string): Feature => ({
  name: 'Slack',
  isOn: slack !== null,
  note:
    slack === null
      ? 'Off: set SLACK_SIGNING_SECRET with SLACK_BOT_TOKEN (one workspace) or with SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (several).'
      : `Orders are worked in Slack, in ${slack.oauth === null ? 'the one workspace of SLACK_BOT_TOKEN' : 'every workspace that the app is installed in'}${slack.appToken === null ? '' : ', over Socket Mode'}.${
          slack.appToken === null && LOOPBACK.test(new URL(url).hostname)
            ? ` Slack itself cannot reach ${url}: set CARDLINE_URL to the https address that is in the app's manifest, or SLACK_APP_TOKEN on a developer's machine.`
            : ''
        }`,
});

function googleFeature(
  google: GoogleSettings | null,
  workbook: Environment['workbook'],
  url: string,
): Feature {
  const name = 'Google Sheets';
  if (google === null)
    return {
      name,
      isOn: false,
      note: 'Off: the built-in workbook is used. Set GOOGLE_CLIENT_EMAIL and GOOGLE_PRIVATE_KEY for Google spreadsheets.',
    };
  if (workbook === 'builtin')
    return { name, isOn: false, note: 'Off: WORKBOOK is "builtin", so the built-in workbook is used.' };
  const push = url.startsWith('https:')
    ? ''
    : ' Google announces changes to https addresses alone: without one in CARDLINE_URL Cardline looks every few minutes.';
  return {
    name,
    isOn: true,
    note: `Plans and rate cards are read from spreadsheets that are shared with ${google.clientEmail}.${push}`,
  };
}

/** Of what people reach Cardline by from inside a spreadsheet. */
function panelFeature(
  google: GoogleSettings | null,
  workbook: Environment['workbook'],
  url: string,
): Feature {
  const name = 'Inside Google Sheets';
  const scripts = google?.scriptClients?.size ?? 0;
  if (google === null || workbook === 'builtin')
    return { name, isOn: false, note: 'Off: there are no Google spreadsheets here, see above.' };
  if (!google.addon && scripts === 0)
    return {
      name,
      isOn: false,
      note: 'Off: set GOOGLE_ADDON_ACCOUNT and GOOGLE_ADDON_CLIENT_ID for the add-on, or GOOGLE_SCRIPT_CLIENTS for scripts (docs/google-setup.md).',
    };
  const ways = [
    ...(google.addon ? ['by the add-on'] : []),
    ...(scripts > 0 ? [`by ${counted(scripts, 'script')} that ${scripts === 1 ? 'is' : 'are'} allowed`] : []),
  ];
  const reach = url.startsWith('https:')
    ? ''
    : ` Google calls https addresses alone, and CARDLINE_URL is ${url}.`;
  return {
    name,
    isOn: true,
    note: `People check and submit beside their spreadsheet, ${ways.join(' and ')}.${reach}`,
  };
}

const hookFeature = (secret: string | undefined): Feature => ({
  name: 'Signed hooks',
  isOn: secret !== undefined,
  note:
    secret === undefined
      ? 'Off: set CARDLINE_SECRET, from which the secrets of POST /hooks/schedule and of carriers are made.'
      : 'An outside scheduler may call POST /hooks/schedule ("cardline hook secret" prints what it signs with), and carriers POST /hooks/carriers/{code}.',
});
