import { describe, expect, it } from 'vitest';
import { type Environment, readEnvironment, type Variables } from '#src/env.ts';

const SECRET = 'a'.repeat(32);
const KEY = '-----BEGIN PRIVATE KEY-----\\nabc\\n-----END PRIVATE KEY-----';

function environmentOf(variables: Variables, runtime: 'node' | 'worker' = 'node'): Environment {
  const read = readEnvironment(variables, runtime);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.value;
}
const faultsOf = (variables: Variables, runtime: 'node' | 'worker' = 'node') => {
  const read = readEnvironment(variables, runtime);
  return read.ok ? [] : read.faults;
};
const namesOf = (variables: Variables, runtime: 'node' | 'worker' = 'node') =>
  faultsOf(variables, runtime).map(({ path }) => path);

describe('the environment', () => {
  it('needs nothing to start: a file, this machine alone, everything outside switched off', () => {
    const environment = environmentOf({});
    expect(environment).toMatchObject({
      port: 8787,
      host: '127.0.0.1',
      url: 'http://localhost:8787',
      database: { url: 'file:./data/cardline.db' },
      workbook: 'builtin',
      slack: null,
      google: null,
      now: null,
      isProduction: false,
    });
    expect(environment.features.map(({ name, isOn }) => [name, isOn])).toEqual([
      ['Slack', false],
      ['Google Sheets', false],
      ['Inside Google Sheets', false],
      ['Signed hooks', false],
    ]);
    expect(environment.features[0]?.note).toContain('SLACK_SIGNING_SECRET');
  });

  it('takes an empty variable for one that is not set', () => {
    expect(environmentOf({ PORT: '', CARDLINE_NOW: ' ', SLACK_BOT_TOKEN: '' }).port).toBe(8787);
  });

  it('names every fault at once, each with its variable', () => {
    const variables = {
      PORT: 'eighty',
      CARDLINE_URL: 'cardline.example',
      CARDLINE_SECRET: 'short',
      DATABASE_URL: 'postgres://here',
      CARDLINE_NOW: 'yesterday',
      WORKBOOK: 'excel',
      SLACK_BOT_TOKEN: 'abc',
      GOOGLE_SHEET_ID: 'sheet',
    };
    expect(namesOf(variables)).toEqual([
      'PORT',
      'CARDLINE_URL',
      'CARDLINE_SECRET',
      'DATABASE_URL',
      'CARDLINE_NOW',
      'WORKBOOK',
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
      'GOOGLE_CLIENT_EMAIL',
      'GOOGLE_PRIVATE_KEY',
    ]);
    for (const { message } of faultsOf(variables)) expect(message).toMatch(/^[A-Z_]+ .{20}/);
  });

  it('never repeats a secret in a message', () => {
    const secrets = { CARDLINE_SECRET: 'hunter2', SLACK_BOT_TOKEN: 'hunter2', GOOGLE_PRIVATE_KEY: 'hunter2' };
    expect(JSON.stringify(faultsOf(secrets))).not.toContain('hunter2');
  });

  it.each(['0', '65535'])('takes port %s', (PORT) => {
    expect(environmentOf({ PORT }).port).toBe(Number(PORT));
  });
  it.each(['65536', '-1', '80.5', '1e3'])('refuses port %s', (PORT) => {
    expect(namesOf({ PORT })).toEqual(['PORT']);
  });

  it('cuts the slash at the end of the address that people use', () => {
    expect(environmentOf({ CARDLINE_URL: 'https://cardline.example/' }).url).toBe('https://cardline.example');
    const isGiven = (variables: Variables) => environmentOf(variables).isUrlGiven;
    expect([{}, { PORT: '0' }, { PORT: '9000' }, { CARDLINE_URL: 'http://c.example' }].map(isGiven)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it.each(['file:./x.db', 'libsql://x.turso.io', 'http://127.0.0.1:8080', 'https://x'])(
    'takes the database %s',
    (DATABASE_URL) => {
      expect(environmentOf({ DATABASE_URL, DATABASE_AUTH_TOKEN: 't' }).database).toEqual({
        url: DATABASE_URL,
        authToken: 't',
      });
    },
  );

  it('refuses a file on Workers, which have none, and the file that it would take by default', () => {
    expect(namesOf({ DATABASE_URL: 'file:./x.db' }, 'worker')).toEqual(['DATABASE_URL']);
    expect(namesOf({}, 'worker')).toEqual(['DATABASE_URL']);
    expect(namesOf({ DATABASE_URL: 'libsql://x' }, 'worker')).toEqual([]);
  });

  it('lets an instant stand in for the clock, but not in production', () => {
    const CARDLINE_NOW = '2026-03-01T09:00:00+11:00';
    expect(environmentOf({ CARDLINE_NOW }).now).toBe('2026-02-28T22:00:00.000Z');
    expect(namesOf({ CARDLINE_NOW, NODE_ENV: 'production', CARDLINE_SECRET: SECRET })).toEqual([
      'CARDLINE_NOW',
    ]);
  });

  it('needs a secret in production', () => {
    expect(namesOf({ NODE_ENV: 'production' })).toEqual(['CARDLINE_SECRET']);
    expect(environmentOf({ NODE_ENV: 'production', CARDLINE_SECRET: SECRET }).isProduction).toBe(true);
  });
});

describe('what is outside', () => {
  it('reads Slack for one workspace and for several', () => {
    const one = environmentOf({ SLACK_SIGNING_SECRET: 's', SLACK_BOT_TOKEN: 'xoxb-1' });
    expect(one.slack).toEqual({
      signingSecret: 's',
      botToken: 'xoxb-1',
      oauth: null,
      apiUrl: 'https://slack.com/api/',
      appToken: null,
    });
    const several = environmentOf({
      CARDLINE_SECRET: SECRET,
      SLACK_SIGNING_SECRET: 's',
      SLACK_CLIENT_ID: 'id',
      SLACK_CLIENT_SECRET: 'cs',
      SLACK_API_URL: 'http://127.0.0.1:9911/api',
    });
    expect(several.slack).toMatchObject({
      oauth: { clientId: 'id', clientSecret: 'cs' },
      apiUrl: 'http://127.0.0.1:9911/api/',
    });
  });

  it('says of half a configuration which half is missing', () => {
    expect(namesOf({ SLACK_CLIENT_ID: 'id', CARDLINE_SECRET: SECRET })).toEqual([
      'SLACK_SIGNING_SECRET',
      'SLACK_CLIENT_SECRET',
    ]);
    expect(namesOf({ SLACK_SIGNING_SECRET: 's' })).toEqual(['SLACK_BOT_TOKEN']);
    expect(namesOf({ GOOGLE_CLIENT_EMAIL: 'a@b' })).toEqual(['GOOGLE_PRIVATE_KEY']);
  });

  it('reads a Google key whose line breaks are written as \\n', () => {
    const { google } = environmentOf({
      GOOGLE_CLIENT_EMAIL: 'a@b.example',
      GOOGLE_PRIVATE_KEY: KEY,
      GOOGLE_SHEET_ID: 'sheet',
      GOOGLE_API_ROOT: 'http://127.0.0.1:9922/',
    });
    expect(google?.privateKey.split('\n')).toHaveLength(3);
    expect(google?.apiRoot).toBe('http://127.0.0.1:9922');
  });

  it('is on with Slack configured, off without, and says which', () => {
    expect(environmentOf({}).features[0]).toMatchObject({ name: 'Slack', isOn: false });
    const { features } = environmentOf({ SLACK_SIGNING_SECRET: 's', SLACK_BOT_TOKEN: 'xoxb-1' });
    expect(features[0]).toMatchObject({ isOn: true, note: expect.stringContaining('SLACK_BOT_TOKEN') });
  });

  it('says where Slack could not reach it', () => {
    const noteAt = (more: Record<string, string>) =>
      environmentOf({ SLACK_SIGNING_SECRET: 's', SLACK_BOT_TOKEN: 'xoxb-1', ...more }).features[0]?.note;
    const unreachable = 'Slack itself cannot reach';
    expect(noteAt({})).toContain(`${unreachable} http://localhost:`);
    expect(noteAt({ CARDLINE_URL: 'http://127.0.0.1:8080' })).toContain(unreachable);
    expect(noteAt({ CARDLINE_URL: 'https://cardline.example.net' })).not.toContain(unreachable);
    expect(noteAt({ SLACK_APP_TOKEN: 'xapp-1' })).not.toContain(unreachable);
  });

  it('seals the tokens of workspaces, so several of them take a secret', () => {
    const several = { SLACK_SIGNING_SECRET: 's', SLACK_CLIENT_ID: 'id', SLACK_CLIENT_SECRET: 'cs' };
    expect(namesOf(several)).toEqual(['CARDLINE_SECRET']);
    expect(namesOf({ ...several, NODE_ENV: 'production' })).toEqual(['CARDLINE_SECRET']);
    expect(namesOf({ ...several, CARDLINE_SECRET: SECRET })).toEqual([]);
  });

  it("takes Socket Mode on a developer's machine alone", () => {
    const local = { SLACK_SIGNING_SECRET: 's', SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
    expect(environmentOf(local).slack?.appToken).toBe('xapp-1');
    expect(namesOf({ ...local, SLACK_APP_TOKEN: 'xoxb-1' })).toEqual(['SLACK_APP_TOKEN']);
    expect(namesOf({ ...local, NODE_ENV: 'production', CARDLINE_SECRET: SECRET })).toEqual([
      'SLACK_APP_TOKEN',
    ]);
    expect(namesOf({ ...local, DATABASE_URL: 'libsql://x' }, 'worker')).toEqual(['SLACK_APP_TOKEN']);
    expect(namesOf({ SLACK_APP_TOKEN: 'xapp-1', SLACK_BOT_TOKEN: 'xoxb-1' })).toEqual([
      'SLACK_SIGNING_SECRET',
    ]);
  });

  it('has Google Sheets as soon as it has an account, unless WORKBOOK says otherwise', () => {
    const google = { GOOGLE_CLIENT_EMAIL: 'a@b.example', GOOGLE_PRIVATE_KEY: KEY };
    const of = (more: Record<string, string>) => {
      const { workbook, features } = environmentOf({ ...google, ...more });
      return [workbook, features[1]?.isOn];
    };
    expect(of({ GOOGLE_SHEET_ID: 'sheet' })).toEqual(['google', true]);
    expect(of({})).toEqual(['google', true]);
    expect(of({ WORKBOOK: 'builtin' })).toEqual(['builtin', false]);
    expect(environmentOf({}).workbook).toBe('builtin');
    expect(environmentOf(google).features[1]?.note).toContain('shared with a@b.example');
  });

  it('has the panel inside Google Sheets by the add-on, by scripts, or not at all', () => {
    const google = { GOOGLE_CLIENT_EMAIL: 'a@b.example', GOOGLE_PRIVATE_KEY: KEY };
    const addon = { GOOGLE_ADDON_ACCOUNT: 'service-1@c.example', GOOGLE_ADDON_CLIENT_ID: '1234567890' };
    const script = '1234567890-abc.apps.googleusercontent.com';
    const noteOf = (more: Record<string, string>) => {
      const { isOn, note } = environmentOf({ ...google, ...more }).features[2] ?? {};
      return `${isOn ? 'on' : 'off'}: ${note}`;
    };
    expect(noteOf({})).toContain('off: Off: set GOOGLE_ADDON_ACCOUNT');
    expect(noteOf({ ...addon, WORKBOOK: 'builtin' })).toContain('off: ');
    expect(noteOf({ ...addon, CARDLINE_URL: 'https://c.example' })).toBe(
      'on: People check and submit beside their spreadsheet, by the add-on.',
    );
    expect(noteOf(addon)).toContain('Google calls https addresses alone');
    expect(noteOf({ GOOGLE_SCRIPT_CLIENTS: `a=${script}` })).toContain('by 1 script that is allowed');
    const { addon: read, scriptClients } =
      environmentOf({ ...google, ...addon, GOOGLE_SCRIPT_CLIENTS: `a=${script}, b = ${script},c=123456` })
        .google ?? {};
    expect(read).toEqual({ serviceAccount: 'service-1@c.example', clientId: '1234567890' });
    expect([...(scriptClients ?? [])]).toEqual([
      [script, new Set(['a', 'b'])],
      ['123456', new Set(['c'])],
    ]);
  });

  it('names what the panel inside Google Sheets lacks, and what is no id', () => {
    const google = { GOOGLE_CLIENT_EMAIL: 'a@b.example', GOOGLE_PRIVATE_KEY: KEY };
    expect(namesOf({ ...google, GOOGLE_ADDON_ACCOUNT: 'a@b' })).toEqual(['GOOGLE_ADDON_CLIENT_ID']);
    expect(namesOf({ GOOGLE_SCRIPT_CLIENTS: 'a=123456' })).toEqual([
      'GOOGLE_CLIENT_EMAIL',
      'GOOGLE_PRIVATE_KEY',
    ]);
    expect(namesOf({ ...google, GOOGLE_SCRIPT_CLIENTS: '123456' })).toEqual(['GOOGLE_SCRIPT_CLIENTS']);
    expect(
      namesOf({
        ...google,
        GOOGLE_ADDON_ACCOUNT: 'x',
        GOOGLE_ADDON_CLIENT_ID: 'https://x',
        GOOGLE_SCRIPT_CLIENTS: '=1',
      }),
    ).toEqual(['GOOGLE_ADDON_ACCOUNT', 'GOOGLE_ADDON_CLIENT_ID', 'GOOGLE_SCRIPT_CLIENTS']);
  });

  it('takes the id of a spreadsheet, not its address', () => {
    const address = 'https://docs.google.com/spreadsheets/d/1AbC/edit';
    expect(
      namesOf({ GOOGLE_CLIENT_EMAIL: 'a@b', GOOGLE_PRIVATE_KEY: KEY, GOOGLE_SHEET_ID: address }),
    ).toEqual(['GOOGLE_SHEET_ID']);
  });

  it('refuses the Google workbook without what it takes', () => {
    expect(namesOf({ WORKBOOK: 'google' })).toEqual(['WORKBOOK']);
  });
});
