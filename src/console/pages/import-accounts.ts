/** Accounts imported from a file: checked, looked at, then taken all or none (IMP-1). */
import { Hono } from 'hono';
import type { AccountImportOutcome } from '#app/accounts/import-accounts.ts';
import { type Fault, fault } from '#core/result.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { buttonLink, card } from '../parts/blocks.ts';
import { fromBase64, toBase64 } from '../parts/carried-file.ts';
import { diffRows, sheetFaults } from '../parts/diff.ts';
import { type Field, form, tokenField } from '../parts/form.ts';
import { html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

/** A preview's file travels through the page to its confirmation; larger ones go through the API or the command line. */
const MOST_BYTES = 4_000_000;

const FILE: Field = {
  name: 'file',
  label: 'File',
  kind: 'file',
  accept: '.csv,.xlsx',
  help: 'A CSV, or an .xlsx with the tab Accounts. It is checked first; nothing is taken before you have seen what would change.',
};
export function accountImportPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { accounts } = deps.services;

  const showImport = (c: ConsoleContext, attempt: Attempt = NO_ATTEMPT, status: 200 | 409 | 422 = 200) =>
    showPage(
      c,
      {
        title: 'Import accounts',
        section: 'accounts',
        crumbs: [{ href: '/accounts', name: 'Accounts' }],
        lead: 'Taken all or none; the same rows again change nothing (IMP-1).',
        body: card({
          body: form({
            id: 'import',
            action: '/accounts/import',
            token: c.get('formToken'),
            fields: [FILE],
            submit: 'Preview',
            ...attempt,
          }),
        }),
      },
      status,
    );

  app.get('/', (c) => showImport(c));

  app.post('/', async (c) => {
    const [file] = c.get('form').files('file');
    const refuse = (faults: readonly Fault[]) =>
      answerRefusal(c, faults.map(atFile), (attempt, status) => showImport(c, attempt, status));
    if (file === undefined) return refuse([fault('file_required', 'Choose a file.', 'file')]);
    if (file.size > MOST_BYTES)
      return refuse([
        fault(
          'file_too_large',
          'Here a file may have 4 MB; import a larger one with "cardline accounts import FILE".',
          'file',
        ),
      ]);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const done = await accounts.importAccounts(c.get('actor'), {
      mode: 'preview',
      file: { name: file.name, bytes },
    });
    return done.ok ? showImportPreview(c, done.value, { name: file.name, bytes }) : refuse(done.faults);
  });

  app.post('/commit', async (c) => {
    const sent = c.get('form');
    const done = await accounts.importAccounts(c.get('actor'), {
      mode: 'commit',
      file: { name: sent.text('name'), bytes: fromBase64(sent.whole('content')) },
      hash: sent.text('hash'),
    });
    if (!done.ok)
      return answerRefusal(c, done.faults.map(atFile), (attempt, status) => showImport(c, attempt, status));
    const { added, changed } = done.value;
    return redirectWithNotice(c, '/accounts', `${counted(added, 'account')} added, ${changed} changed.`);
  });
  return app;
}

const atFile = (one: Fault): Fault => ({
  ...one,
  path: 'file',
  message:
    one.path && one.path !== 'file' && !one.message.includes(one.path)
      ? `${one.path}: ${one.message}`
      : one.message,
});
function showImportPreview(
  c: ConsoleContext,
  outcome: AccountImportOutcome,
  file: { readonly name: string; readonly bytes: Uint8Array },
) {
  const { received, added, changed, unchanged, faults, rows, hash } = outcome;
  const isNews = added + changed > 0;
  return showPage(
    c,
    {
      title: faults.length > 0 ? 'The file has faults' : 'What the import would change',
      section: 'accounts',
      crumbs: [
        { href: '/accounts', name: 'Accounts' },
        { href: '/accounts/import', name: 'Import' },
      ],
      lead: `${file.name}: ${counted(received, 'row')}, ${added} new, ${changed} changed, ${unchanged} as they are.`,
      body:
        faults.length > 0
          ? html`${notice('bad', html`<h2>${counted(faults.length, 'fault')} to put right first</h2><p>Nothing was taken. Put them right in the file, and send it again.</p>`)}${card({ flush: sheetFaults('What is wrong', faults) })}`
          : html`${card({
              body: isNews
                ? html`<form method="post" action="/accounts/import/commit">${tokenField(c.get('formToken'))}<input type="hidden" name="name" value="${file.name}"><input type="hidden" name="hash" value="${hash}"><input type="hidden" name="content" value="${toBase64(file.bytes)}"><div class="actions"><button class="button first" type="submit">Import them</button>${buttonLink('/accounts/import', 'Leave it')}</div></form>`
                : html`<p>All of it is here already: there is nothing to take.</p>`,
            })}${rows.length === 0 ? '' : card({ title: 'Rows', aside: rows.length < added + changed ? html`<span class="soft">the first ${rows.length}</span>` : '', flush: diffRows(rows) })}`,
    },
    faults.length > 0 ? 422 : 200,
  );
}
