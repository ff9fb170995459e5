/** What a publish would mean, the summary first: whom it reaches, the money, how prices move, and what is earned. */
import type { ChangeSet, Impact } from '#app/ports/catalogue.ts';
import type { SideFees } from '#core/catalogue/fee-impact.ts';
import type { Margin, MarginImpact } from '#core/catalogue/margins.ts';
import type { MoneyMove } from '#core/catalogue/money-move.ts';
import type { UsageImpact } from '#core/catalogue/usage-impact.ts';
import { counted, grouped } from '#core/words.ts';
import type { PriceMove, TabCounts } from '#core/workbook/plan-impact.ts';
import { card, facts, link, type Piece } from './blocks.ts';
import { countsText, signedPerCent } from './diff.ts';
import { day, money, orNothing } from './formats.ts';
import { type Html, html, path } from './html.ts';
import { spreadPicture } from './spread-picture.ts';
import { table } from './table.ts';

/** Plans and rates shown at once; the API names more. */
const MOST_SHOWN = 20;

/** A change set, or what would be one. */
type Weighed = Pick<ChangeSet, 'added' | 'changed' | 'removed' | 'impact'>;

export const impactCards = (change: Weighed): Html => {
  const { impact } = change;
  return html`${summary(change)}${pricesCard(impact)}${plansCard(impact)}${impact.margins === null ? '' : marginCards(impact.margins)}${impact.usage === null ? '' : usageCard(impact.usage)}${tabsCard(impact.tabs)}`;
};

const summary = (change: Weighed): Html => {
  const { plans, activeSubscriptions, fees, margins, usage } = change.impact;
  return card({
    title: 'What it would mean',
    body: html`${facts([
      ['Rows', countsText(change)],
      [
        'Reaches',
        plans.length === 0
          ? 'Nobody has or has ordered a plan that changes.'
          : `${counted(activeSubscriptions, 'active subscription')} on ${counted(plans.length, 'package plan')}`,
      ],
      ['Customers’ next period', fees && feesMove(fees.sell)],
      ['Own cost of a next period', fees && feesMove(fees.buy)],
      ['Last period’s usage', usage && usageMove(usage)],
      [
        'Waits in quarantine',
        usage && usage.waitingRecords > 0
          ? `${counted(usage.waitingRecords, 'record')} of tariffs that it touches`
          : null,
      ],
      [
        'Below cost',
        margins && margins.plansBelowCost + margins.ratesBelowCost > 0
          ? [
              ...(margins.plansBelowCost > 0 ? [counted(margins.plansBelowCost, 'package plan')] : []),
              ...(margins.ratesBelowCost > 0 ? [counted(margins.ratesBelowCost, 'rate')] : []),
            ].join(', ')
          : null,
      ],
    ])}${fees === null || plans.length === 0 ? '' : html`<ul class="soft small">${fees.notes.map((note) => html`<li>${note}</li>`)}</ul>`}`,
  });
};

const feesMove = (side: SideFees): Piece =>
  side.subscriptions === 0
    ? null
    : html`${moved(side)}<span class="sub">${counted(side.subscriptions, 'subscription')}, ${signedMoney(side)}${
        side.perCent === null ? '' : ` (${signedPerCent(side.perCent)})`
      }</span>`;

const usageMove = ({ sell }: UsageImpact): Piece =>
  sell.records === 0
    ? null
    : html`${moved(sell)}<span class="sub">${counted(sell.records, 'record')}, estimated, ${signedMoney(sell)}${
        sell.perCent === null ? '' : ` (${signedPerCent(sell.perCent)})`
      }</span>`;

/** "139.90 → becomes 159.90", or the one amount where nothing moves. */
const moved = ({ before, after }: Pick<MoneyMove, 'before' | 'after'>): Html =>
  before === after
    ? html`<span class="amount">${money(after)}</span>, as before`
    : html`<span class="amount">${money(before)}</span><span aria-hidden="true"> → </span><span class="out-of-sight"> becomes </span><strong class="amount">${money(after)}</strong>`;

const signedMoney = ({ difference }: MoneyMove): string => `${difference > 0 ? '+' : ''}${money(difference)}`;
const share = (perCent: number | null): string => (perCent === null ? 'from 0' : signedPerCent(perCent));

/** So few are seen at a glance in their tables. */
const FEW_MOVES = 3;

function pricesCard({ prices }: Impact): Html | '' {
  if (prices.rises.length + prices.falls.length === 0) return '';
  const count = prices.spread.reduce((sum, one) => sum + one.count, 0);
  return html`${
    count > FEW_MOVES ? card({ title: 'How prices move', body: spreadPicture(prices.spread) }) : ''
  }${priceMoves('Largest rises', prices.rises)}${priceMoves('Largest falls', prices.falls)}`;
}

const priceMoves = (title: string, moves: readonly PriceMove[]): Html | '' =>
  moves.length === 0
    ? ''
    : card({
        title,
        flush: table({
          label: title,
          rows: moves,
          columns: [
            { head: 'Row', kind: 'row', cell: ({ key, tab }) => html`${key}<span class="sub">${tab}</span>` },
            { head: 'Column', cell: ({ column }) => column },
            { head: 'From', kind: 'number', cell: ({ from }) => from },
            { head: 'To', kind: 'number', cell: ({ to }) => to },
            { head: 'Difference', kind: 'number', cell: ({ difference }) => orNothing(difference) },
            { head: 'Change', kind: 'number', cell: ({ perCent }) => share(perCent) },
          ],
        }),
      });

function plansCard({ plans, fees }: Impact): Html | '' {
  if (plans.length === 0) return '';
  const feesOf = new Map(
    [...(fees?.sell.plans ?? []), ...(fees?.buy.plans ?? [])].map((plan) => [plan.code, plan]),
  );
  const rank = (code: string) => Math.abs(feesOf.get(code)?.difference ?? 0);
  const shown = plans.toSorted((a, b) => rank(b.code) - rank(a.code)).slice(0, MOST_SHOWN);
  return card({
    title: 'Package plans in use',
    aside: html`<span class="soft">${counted(plans.length, 'package plan')}</span>`,
    flush: table({
      label: 'Package plans in use',
      rows: shown,
      columns: [
        {
          head: 'Package plan',
          kind: 'key',
          cell: ({ code }) => link(path('catalogue', 'package-plans', code), code),
        },
        { head: 'Active subscriptions', kind: 'number', cell: (plan) => grouped(plan.activeSubscriptions) },
        { head: 'Open orders', kind: 'number', cell: ({ openOrders }) => grouped(openOrders) },
        {
          head: 'Next period',
          kind: 'number',
          cell: ({ code }) => {
            const plan = feesOf.get(code);
            return plan ? moved(plan) : orNothing(null);
          },
        },
        {
          head: 'Change',
          kind: 'number',
          cell: ({ code }) => {
            const plan = feesOf.get(code);
            return plan && plan.difference !== 0
              ? html`${signedMoney(plan)}<span class="sub">${share(plan.perCent)}</span>`
              : orNothing(null);
          },
        },
        {
          head: 'New fee from',
          cell: ({ code }) => {
            const plan = feesOf.get(code);
            if (!plan || plan.difference === 0) return orNothing(null);
            const { earliest, latest } = plan.newFrom;
            return earliest === latest ? day(earliest) : html`${day(earliest)} to ${day(latest)}`;
          },
        },
      ],
    }),
    ...further(plans.length - shown.length),
  });
}

const further = (count: number) =>
  count > 0
    ? { foot: html`<p class="soft">And ${counted(count, 'more', 'more')}: the API names them.</p>` }
    : {};

function marginCards({ plans, rates, ratesBelowCost }: MarginImpact): Html {
  const marginText = (margin: Margin | null): Piece =>
    margin === null
      ? orNothing(null)
      : html`${money(margin.margin)}<span class="sub">${money(margin.sellFee)} less ${money(margin.buyFee)}</span>`;
  return html`${
    plans.length === 0
      ? ''
      : card({
          title: 'Margin of one period',
          flush: table({
            label: 'Margin of one period',
            rows: plans.slice(0, MOST_SHOWN),
            isFaulty: ({ after }) => after.margin < 0,
            columns: [
              {
                head: 'Package plan',
                kind: 'key',
                cell: ({ code, buyPlan }) => html`${code}<span class="sub">bought as ${buyPlan}</span>`,
              },
              { head: 'Before', kind: 'number', cell: ({ before }) => marginText(before) },
              { head: 'After', kind: 'number', cell: ({ after }) => marginText(after) },
              {
                head: 'Of the fee',
                kind: 'number',
                cell: ({ after }) =>
                  after.margin < 0
                    ? html`<strong>Below cost</strong>`
                    : after.perCent === null
                      ? orNothing(null)
                      : `${after.perCent} %`,
              },
            ],
          }),
          ...further(plans.length - MOST_SHOWN),
        })
  }${
    rates.length === 0
      ? ''
      : card({
          title: 'Rates below cost',
          aside: html`<span class="soft">${counted(ratesBelowCost, 'rate')}</span>`,
          flush: table({
            label: 'Rates below cost',
            rows: rates.slice(0, MOST_SHOWN),
            columns: [
              {
                head: 'Rate',
                kind: 'row',
                cell: ({ rateCard, tariffKey, band, fromQuantity }) =>
                  html`${tariffKey}<span class="sub">${rateCard}, ${band}, from ${fromQuantity}</span>`,
              },
              {
                head: 'Sold for',
                kind: 'number',
                cell: ({ by, sell }) => (by === 'flagfall' ? `flagfall ${sell}` : sell),
              },
              {
                head: 'Bought for',
                kind: 'number',
                cell: ({ buy, buyCard }) => html`${buy}<span class="sub">${buyCard}</span>`,
              },
              { head: 'From', cell: ({ on }) => day(on) },
            ],
          }),
          ...further(ratesBelowCost - Math.min(rates.length, MOST_SHOWN)),
        })
  }`;
}

const usageCard = ({ from, to, rates, waiting, notEstimated }: UsageImpact): Html =>
  html`${
    rates.length === 0
      ? ''
      : card({
          title: 'Last period’s usage by these rates',
          flush: table({
            label: 'Last period’s usage by these rates',
            rows: rates.slice(0, MOST_SHOWN),
            columns: [
              {
                head: 'Tariff',
                kind: 'row',
                cell: ({ tariffKey, rateCard }) => html`${tariffKey}<span class="sub">${rateCard}</span>`,
              },
              { head: 'Records', kind: 'number', cell: ({ records }) => grouped(records) },
              { head: 'Charged, and by the new rate', kind: 'number', cell: moved },
              {
                head: 'Change',
                kind: 'number',
                cell: (rate) => html`${signedMoney(rate)}<span class="sub">${share(rate.perCent)}</span>`,
              },
            ],
          }),
          foot: html`<p class="soft small">Periods that began from ${day(from)} to ${day(to)}. Estimated from sums: minimums, increments and steps of single records are not in it.${notEstimated > 0 ? ` ${counted(notEstimated, 'record')} cannot be estimated so.` : ''}</p>`,
        })
  }${
    waiting.length === 0
      ? ''
      : card({
          title: 'Waits in quarantine for these tariffs',
          flush: table({
            label: 'Waits in quarantine for these tariffs',
            rows: waiting.slice(0, MOST_SHOWN),
            columns: [
              { head: 'Tariff', kind: 'row', cell: ({ tariffKey }) => tariffKey },
              { head: 'Reason', cell: ({ reason }) => reason },
              { head: 'Records', kind: 'number', cell: ({ records }) => grouped(records) },
            ],
          }),
          foot: html`<p class="soft small">Publishing rates none of them: cleanse the quarantine afterwards.</p>`,
        })
  }`;

const tabsCard = (tabs: readonly TabCounts[]): Html | '' =>
  tabs.length === 0
    ? ''
    : html`<details class="fold"><summary>Rows tab by tab</summary>${table({
        label: 'Rows tab by tab',
        rows: tabs,
        columns: [
          { head: 'Tab', kind: 'row', cell: ({ tab }) => tab },
          { head: 'Added', kind: 'number', cell: ({ added }) => grouped(added) },
          { head: 'Changed', kind: 'number', cell: ({ changed }) => grouped(changed) },
          { head: 'Removed', kind: 'number', cell: ({ removed }) => grouped(removed) },
          { head: 'Unchanged', kind: 'number', cell: ({ unchanged }) => grouped(unchanged) },
        ],
      })}</details>`;
