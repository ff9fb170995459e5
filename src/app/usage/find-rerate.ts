import { dateIn, spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { conflict, notFound, ok, type Refused, type Result } from '#core/result.ts';
import { chargeSum } from '#core/usage/amount-words.ts';
import { counted } from '#core/words.ts';
import type { Actor, Tenant } from '../ports/platform.ts';
import type { Rerate, RerateFigures, RerateStatus, SideFigures } from '../ports/rerates.ts';
import type { UsagePorts } from './services.ts';

export async function findRerate(
  { rerates }: Pick<UsagePorts, 'rerates'>,
  actor: Actor,
  id: number,
): Promise<Result<Rerate>> {
  const found = await rerates.find(actor.providerId, id);
  return found === null
    ? notFound('unknown_rerate', `There is no re-rating ${formatId('rerate', id)}.`)
    : ok(found);
}

/** Whether nobody has decided it, and no later one holds what it would change. */
export const rerateStands = ({ status }: Pick<Rerate, 'status'>): boolean =>
  status === 'open' || status === 'measuring';

const SAID: Readonly<Record<RerateStatus, string>> = {
  measuring: 'is still being worked out',
  open: 'is open',
  accepting: 'is being written',
  accepted: 'was accepted',
  rejected: 'was rejected',
  superseded:
    'was superseded: a later version changed prices of the past again, and its re-rating holds this one',
  nothing: 'changes nothing: no record would cost anything else',
};

/** Why it cannot be decided (any more): who did what, and when. */
export function notOpen({ id, status, decidedBy, decidedAt }: Rerate, { timeZone }: Tenant): Refused {
  const who =
    decidedBy === null || decidedAt === null
      ? ''
      : ` by ${decidedBy} on ${spokenDate(dateIn(timeZone, decidedAt))}`;
  return conflict('rerate_not_open', `${formatId('rerate', id)} ${SAID[status]}${who}.`);
}

/** "12 records of 3 accounts, charged 4.50, would be 4.00. Own cost of 12 records, 2.00, would be 1.80." */
export function figuresText({ figures }: Pick<Rerate, 'figures'>): string {
  if (figures === null) return 'It is not worked out yet.';
  const { sell, buy, unpriced } = figures;
  return [
    ...(sell.records > 0 ? [soldText(figures)] : []),
    ...(buy.records > 0 ? [`Own cost of ${counted(buy.records, 'record')}, ${changeText(buy)}.`] : []),
    ...(sell.records + buy.records === 0 ? ['No record would cost anything else.'] : []),
    ...(unpriced > 0
      ? [`${counted(unpriced, 'charge')} for which there is no price any more would stay.`]
      : []),
  ].join(' ');
}

/** What others may be told: no costs. */
export const noticeText = ({ figures }: Pick<Rerate, 'figures'>): string =>
  figures === null || figures.sell.records === 0
    ? 'No customer would pay anything else; what it costs the provider itself would change.'
    : soldText(figures);

const soldText = ({ sell, accounts }: RerateFigures): string =>
  `${counted(sell.records, 'record')} of ${counted(accounts, 'account')}, charged ${changeText(sell)}.`;

const changeText = ({ charged, wouldBe }: SideFigures): string =>
  `${chargeSum(BigInt(charged))}, would be ${chargeSum(BigInt(wouldBe))}`;
