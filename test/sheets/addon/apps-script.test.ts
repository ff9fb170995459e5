/** The script that people paste into a spreadsheet, run as Google runs it, against Cardline itself. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#test/support/catalogues.ts';
import { DESK_URL } from '#test/support/google-desk.ts';
import { aPanel, type Panel, SCRIPT_CLIENT } from '#test/support/google-panel.ts';

const FOLDER = fileURLToPath(new URL('../../../sheets/apps-script/', import.meta.url));
const SOURCE = readFileSync(`${FOLDER}Code.js`, 'utf8');
const PIA = 'pia@wavelink.example';

interface Asked {
  readonly url: string;
  readonly payload: string;
  readonly token: string;
}

/** What a person sees and where they are. */
interface Seen {
  readonly alerts: string[];
  readonly toasts: string[];
  readonly dialogs: string[];
  readonly menu: string[];
}

/** Thrown where the script asks what has not been answered: Google's calls wait, ours are awaited between two runs. */
class NotAnsweredYet extends Error {
  readonly asked: Asked;
  constructor(asked: Asked) {
    super('not answered yet');
    this.asked = asked;
  }
}

type Reply = { readonly status: number; readonly text: string } | Error;

async function aScript({
  source = SOURCE.replace('https://cardline.example.com', DESK_URL),
  token,
  answer,
}: {
  readonly source?: string;
  readonly token?: (panel: Panel) => string | null;
  readonly answer?: Reply;
} = {}) {
  const panel = await aPanel();
  await panel.link(PIA, await panel.person(PIA, 'Pia Pricing', ['pricing']));
  let place = { tab: panel.book.tabs[0] ?? '', cell: 'A1' };
  const idOf = (tab: string): number => Number(panel.book.about(tab).properties.sheetId);
  const tokenNow = () =>
    token === undefined ? panel.google.userIdToken({ email: PIA, aud: SCRIPT_CLIENT }) : token(panel);

  const attempt = (name: string, replies: readonly Reply[]): Seen => {
    const seen: Seen = { alerts: [], toasts: [], dialogs: [], menu: [] };
    let next = 0;
    const sheetOf = (tab: string) => ({
      getSheetId: () => idOf(tab),
      getRange: (cell: string) => ({
        activate: () => {
          place = { tab, cell };
        },
      }),
    });
    const noted = (entry: string): object => {
      seen.menu.push(entry);
      return menu;
    };
    const menu = {
      createMenu: (title: string) => noted(title),
      addItem: (title: string, deed: string) => noted(`${title}: ${deed}`),
      addSeparator: (): object => menu,
      addToUi: () => undefined,
    };
    const ui = {
      ...menu,
      ButtonSet: { OK: 'OK' },
      alert: (title: string, text: string) => void seen.alerts.push(`${title}\n${text}`),
      showModalDialog: (html: { readonly text: string }, title: string) =>
        void seen.dialogs.push(`${title}\n${html.text}`),
    };
    const html = (text: string) => {
      const output = { text, setWidth: () => output, setHeight: () => output };
      return output;
    };
    const context = createContext({
      SpreadsheetApp: {
        getUi: () => ui,
        getActiveRange: () => ({ getSheet: () => sheetOf(place.tab), getA1Notation: () => place.cell }),
        getActiveSpreadsheet: () => ({
          getId: () => panel.book.id,
          getSheets: () => panel.book.tabs.map(sheetOf),
          toast: (text: string, title: string) => void seen.toasts.push(`${title}\n${text}`),
        }),
      },
      ScriptApp: { getIdentityToken: tokenNow },
      HtmlService: { createHtmlOutput: html },
      Utilities: {
        base64DecodeWebSafe: (text: string) => Buffer.from(text, 'base64url'),
        newBlob: (bytes: Buffer) => ({ getDataAsString: () => bytes.toString() }),
      },
      UrlFetchApp: {
        fetch: (
          url: string,
          options: { payload: string; method: string; headers: { authorization: string } },
        ) => {
          expect(options).toMatchObject({
            method: 'post',
            contentType: 'application/json',
            muteHttpExceptions: true,
          });
          const reply = replies[next];
          next += 1;
          if (reply === undefined)
            throw new NotAnsweredYet({ url, payload: options.payload, token: options.headers.authorization });
          if (reply instanceof Error) throw reply;
          return { getResponseCode: () => reply.status, getContentText: () => reply.text };
        },
      },
    });
    // A fault of the harness must come out of the script's own catch.
    const guarded = source.replace('} catch (error) {', '} catch (error) {\n if (error.asked) throw error;');
    runInContext(`${guarded}\n;${name}();`, context);
    return seen;
  };

  const choose = async (name: string): Promise<Seen> => {
    const replies: Reply[] = [];
    for (;;) {
      const before = place;
      try {
        return attempt(name, replies);
      } catch (error) {
        if (!(error instanceof NotAnsweredYet)) throw error;
        place = before;
        const { url, payload, token: authorization } = error.asked;
        const response = await panel.fetch(url.replace(DESK_URL, ''), {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body: payload,
        });
        replies.push(answer ?? { status: response.status, text: await response.text() });
      }
    }
  };
  return { panel, choose, place: () => place };
}

describe('the menu', () => {
  it('leads to functions that there are', async () => {
    const { choose } = await aScript();
    const { menu } = await choose('onOpen');
    expect(menu[0]).toBe('Cardline');
    expect(menu.slice(1).map((item) => item.split(': ')[0])).toEqual([
      'Check',
      'Submit for approval',
      'How it stands',
      'Go to the next fault',
      'Open in Cardline',
      'Connection',
    ]);
    for (const item of menu.slice(1)) expect(SOURCE).toContain(`function ${item.split(': ')[1]}()`);
  });

  it('checks, goes from fault to fault and round, submits, and says who approved', async () => {
    const { panel, choose, place } = await aScript();
    panel.type('Package Plans', 'HOME', 'Access Fee', '-1');
    panel.type('Products', 'STATIC-IP', 'Name', '');
    const { alerts } = await choose('cardlineCheck');
    expect(alerts[0]).toContain('Cardline: 2 faults');
    const [fee, name] = [
      panel.cellOf('Package Plans', 'HOME', 'Access Fee'),
      panel.cellOf('Products', 'STATIC-IP', 'Name'),
    ];
    const went: (readonly [tab: string, cell: string, toast: string | undefined])[] = [];
    for (let times = 0; times < 3; times += 1) {
      const { toasts } = await choose('cardlineNextFault');
      went.push([place().tab, place().cell, toasts[0]?.slice(0, 6)]);
    }
    expect(new Set(went.slice(0, 2).map(([tab, cell]) => `${tab} ${cell}`))).toEqual(
      new Set([`Package Plans ${fee}`, `Products ${name}`]),
    );
    expect(went.map(([, , toast]) => toast)).toEqual(['1 of 2', '2 of 2', '1 of 2']);
    expect(went[2]).toEqual(went[0]);

    panel.type('Package Plans', 'HOME', 'Access Fee', '74.95');
    panel.type('Products', 'STATIC-IP', 'Name', 'Static IP');
    const submitted = (await choose('cardlineSubmit')).alerts[0] ?? '';
    const [, id] = /Submitted as chg_(\d+)/.exec(submitted) ?? [];
    expect((await choose('cardlineNextFault')).toasts[0]).toContain('found no fault');
    unwrap(await panel.services.catalogue.approveChanges(panel.approver, Number(id)));
    expect((await choose('cardlineShow')).alerts[0]).toContain('Approved by Ari Approver');
    expect((await choose('cardlineOpen')).dialogs[0]).toContain(`href="${DESK_URL}/workbook/google"`);
  });

  it('asks a stranger who it is, by a link', async () => {
    const { choose } = await aScript({
      token: ({ google }) => google.userIdToken({ email: 'viv@x.example', aud: SCRIPT_CLIENT }),
    });
    for (const item of ['cardlineCheck', 'cardlineNextFault', 'cardlineOpen']) {
      const { dialogs, alerts } = await choose(item);
      expect(alerts).toEqual([]);
      expect(dialogs[0]).toContain('Who are you?');
      expect(dialogs[0]).toMatch(/href="https:\/\/cardline\.test\/link\/google\/[\w-]+"/);
    }
  });

  it('says what Cardline refuses, and what a script must be called to be allowed', async () => {
    const other = '999999-other.apps.googleusercontent.com';
    const { choose } = await aScript({
      token: ({ google }) => google.userIdToken({ email: PIA, aud: other }),
    });
    expect((await choose('cardlineCheck')).alerts[0]).toContain(`"${other}", which is not expected here`);
    const { alerts } = await choose('cardlineConnection');
    expect(alerts[0]).toContain(`CODE=${other}`);
    expect(alerts[0]).toContain(`You are ${PIA}.`);
  });

  it.each([
    ['an error page', { status: 502, text: '<html>Bad Gateway</html>' }, 'Cardline answered 502'],
    ['a page where an answer should be', { status: 200, text: '<html>' }, 'Cardline answered 200'],
    [
      'no answer at all',
      new Error('DNS error'),
      `Cardline cannot be reached at ${DESK_URL}: Error: DNS error`,
    ],
  ])('%s is told as what it is', async (_, answer, said) => {
    const { choose } = await aScript({ answer });
    expect((await choose('cardlineSubmit')).alerts).toEqual([expect.stringContaining(said)]);
  });

  it('without a token of Google’s it asks nobody', async () => {
    const { choose } = await aScript({ token: () => null });
    expect((await choose('cardlineCheck')).alerts[0]).toContain('"openid"');
  });
});

describe('what the script may do', () => {
  it('is to see the spreadsheet that it is in, show things, and ask Cardline as who somebody is', () => {
    const { oauthScopes } = JSON.parse(readFileSync(`${FOLDER}appsscript.json`, 'utf8')) as {
      oauthScopes: string[];
    };
    expect(oauthScopes.map((scope) => scope.split('/').at(-1)).sort()).toEqual([
      'openid',
      'script.container.ui',
      'script.external_request',
      'spreadsheets.currentonly',
      'userinfo.email',
    ]);
    const services = new Set(SOURCE.match(/\b[A-Z]\w+(?:App|Service)\b|\bUtilities\b/g));
    expect([...services].sort()).toEqual([
      'HtmlService',
      'ScriptApp',
      'SpreadsheetApp',
      'UrlFetchApp',
      'Utilities',
    ]);
  });
});
