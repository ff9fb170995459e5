/** New tariffs: a supplier's listing previewed and added to the workbook, and the prices that tariffs still need (USE-2). */
import { Hono } from 'hono';
import type { TariffListingOutcome, UnpricedTariff } from '#app/tariffs/take-listing.ts';
import { type Fault, fault } from '#core/result.ts';
import { chargeSum } from '#core/usage/amount-words.ts';
import { counted, grouped } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { buttonLink, card } from '../parts/blocks.ts';
import { fromBase64, toBase64 } from '../parts/carried-file.ts';
import { sheetFaults } from '../parts/diff.ts';
import { type Field, form, tokenField } from '../parts/form.ts';
import { orNothing } from '../parts/formats.ts';
import { html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { type Column, empty, table } from '../parts/table.ts';
import { quantityText } from '../parts/usage.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';
import { usageTabs } from './usage-tabs.ts';

const HERE = '/usage/tariffs';
/** A preview's file travels through the page; larger ones go through the API or the command line. */
const MOST_BYTES = 2_000_000;

const FILE: Field = {
  name: 'file',
  label: 'Listing',
  kind: 'file',
  accept: '.csv,.xlsx',
  help: 'Tariff Key, Description, Usage Type, Unit, Parent and Supplier. It is checked and compared first.',
};
const TEMPLATE: Field = {
  name: 'template',
  label: 'Priced like the tariff',
  isOptional: true,
  help: 'Its rows are copied, on each card that prices it. Left empty, the rows have no price yet, and the check asks for it.',
};

export function tariffListingPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { tariffs } = deps.services;

  const show = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const listed = await tariffs.listUnpriced(actor);
    if (!listed.ok) return refusalPage(c, listed.faults);
    const mayEdit = actor.powers.has('catalogue.edit');
    const isOfPrices = 'template' in attempt.values;
    return showPage(
      c,
      {
        title: 'New tariffs',
        section: 'usage',
        lead: 'Tariffs of the workbook for which usage waits and a rate card has no price. Once priced and published, cleanse the quarantine.',
        body: html`<div>${usageTabs(HERE)}${card({
          flush:
            listed.value.length === 0
              ? empty('No price is missing', 'No usage waits for the price of a tariff in the workbook.')
              : table({ label: 'Tariffs without a price', rows: listed.value, columns: UNPRICED }),
        })}</div>${
          mayEdit && listed.value.length > 0
            ? card({
                title: `Add rows to Rates for ${counted(listed.value.length, 'tariff')}`,
                body: form({
                  id: 'prices',
                  action: `${HERE}/prices`,
                  token: c.get('formToken'),
                  fields: [TEMPLATE],
                  submit: 'Add the rows',
                  ...(isOfPrices ? attempt : NO_ATTEMPT),
                }),
              })
            : ''
        }${
          mayEdit
            ? card({
                title: 'Take a listing',
                body: form({
                  id: 'listing',
                  action: HERE,
                  token: c.get('formToken'),
                  fields: [FILE],
                  submit: 'Preview',
                  ...(isOfPrices ? NO_ATTEMPT : attempt),
                }),
              })
            : ''
        }`,
      },
      status,
    );
  };

  app.get('/', (c) => show(c));

  app.post('/', async (c) => {
    const [file] = c.get('form').files('file');
    const refuse = (faults: readonly Fault[]) =>
      answerRefusal(
        c,
        faults.map((one) => ({ ...one, path: 'file' })),
        (attempt, status) => show(c, attempt, status),
      );
    if (file === undefined) return refuse([fault('file_required', 'Choose a file.', 'file')]);
    if (file.size > MOST_BYTES)
      return refuse([
        fault(
          'file_too_large',
          'Here a listing may have 2 MB; take a larger one with "cardline tariffs import FILE".',
        ),
      ]);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const done = await tariffs.takeListing(c.get('actor'), {
      mode: 'preview',
      file: { name: file.name, bytes },
    });
    return done.ok ? showPreview(c, done.value, { name: file.name, bytes }) : refuse(done.faults);
  });

  app.post('/commit', async (c) => {
    const sent = c.get('form');
    const done = await tariffs.takeListing(c.get('actor'), {
      mode: 'commit',
      file: { name: sent.text('name'), bytes: fromBase64(sent.whole('content')) },
      hash: sent.text('hash'),
    });
    if (!done.ok)
      return answerRefusal(
        c,
        done.faults.map((one) => ({ ...one, path: 'file' })),
        (attempt, status) => show(c, { ...attempt, values: {} }, status),
      );
    return redirectWithNotice(
      c,
      HERE,
      `${counted(done.value.added.length, 'tariff')} added to the workbook’s tab Tariffs. Submit the workbook to publish them.`,
    );
  });

  app.post('/prices', async (c) => {
    const actor = c.get('actor');
    const listed = await tariffs.listUnpriced(actor);
    if (!listed.ok) return refusalPage(c, listed.faults);
    const keys = listed.value.map(({ tariffKey }) => tariffKey);
    const template = c.get('form').text('template') || undefined;
    const done = await tariffs.addPrices(actor, { tariffs: keys, template });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, attempt, status));
    return redirectWithNotice(
      c,
      '/workbook/Rates',
      `${counted(done.value.added, 'row')} added to Rates.${template === undefined ? ' They have no price yet: write it, then submit the workbook.' : ''}`,
    );
  });

  return app;
}

const UNPRICED: readonly Column<UnpricedTariff>[] = [
  { head: 'Tariff', kind: 'row', cell: ({ tariffKey }) => tariffKey },
  { head: 'No price on', cell: ({ cards }) => cards.join(', ') },
  { head: 'In quarantine', kind: 'number', cell: ({ records }) => grouped(records) },
  { head: 'Quantity', kind: 'number', cell: ({ quantity }) => quantityText(quantity) },
  {
    head: 'Carrier’s cost',
    kind: 'number',
    cell: ({ cost }) => (cost === 0n ? orNothing(null) : chargeSum(cost)),
  },
];

function showPreview(
  c: ConsoleContext,
  { added, changed, known, faults, unpriced, hash }: TariffListingOutcome,
  file: { readonly name: string; readonly bytes: Uint8Array },
): Response | Promise<Response> {
  const commit = html`<form method="post" action="${HERE}/commit">${tokenField(c.get('formToken'))}<input type="hidden" name="name" value="${file.name}"><input type="hidden" name="hash" value="${hash}"><input type="hidden" name="content" value="${toBase64(file.bytes)}"><div class="actions"><button class="button first" type="submit">Add them to the workbook</button>${buttonLink(HERE, 'Leave it')}</div></form>`;
  return showPage(
    c,
    {
      title: faults.length > 0 ? 'The listing has faults' : 'What the listing would add',
      section: 'usage',
      crumbs: [{ href: HERE, name: 'New tariffs' }],
      lead: `${file.name}: ${added.length} new, ${changed.length} known otherwise, ${known} known as they are.`,
      body: html`${
        faults.length > 0
          ? html`${notice('bad', html`<h2>${counted(faults.length, 'fault')} to put right first</h2><p>Nothing was taken. Put them right in the file, and send it again.</p>`)}${card({ flush: sheetFaults('What is wrong', faults) })}`
          : card({
              body: added.length > 0 ? commit : html`<p>All of them are known: there is nothing to add.</p>`,
            })
      }${
        added.length === 0
          ? ''
          : card({
              title: 'New',
              flush: table({
                label: 'New tariffs',
                rows: added,
                columns: [
                  { head: 'Tariff', kind: 'row', cell: ({ tariffKey }) => tariffKey },
                  { head: 'Description', cell: ({ description }) => description },
                  { head: 'Usage type', cell: ({ usageType, unit }) => `${usageType}, ${unit}` },
                  { head: 'Parent', cell: ({ parent }) => orNothing(parent) },
                ],
              }),
            })
      }${unpriced.length === 0 ? '' : card({ title: 'Without a price', flush: table({ label: 'Without a price', rows: unpriced, columns: UNPRICED }) })}${
        changed.length === 0
          ? ''
          : card({
              title: 'Known otherwise: the workbook stays as it is',
              flush: table({
                label: 'Known otherwise',
                rows: changed,
                columns: [
                  { head: 'Tariff', kind: 'row', cell: ({ tariffKey }) => tariffKey },
                  {
                    head: 'Workbook → listing',
                    cell: ({ fields }) =>
                      fields
                        .map(
                          ({ field, workbook, listing }) =>
                            `${field}: ${workbook ?? '–'} → ${listing ?? '–'}`,
                        )
                        .join('; '),
                  },
                ],
              }),
            })
      }`,
    },
    faults.length > 0 ? 422 : 200,
  );
}
