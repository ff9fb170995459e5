/** Every rule over the workbook's content that a publish must keep, beyond what single cells and references must. */
import type { PlainDate } from '../calendar.ts';
import type { Content, Kind, RowFault } from './content.ts';
import { contractTypes } from './rules/contracts.ts';
import { extrasAreCharges } from './rules/extras.ts';
import { invoiceAnchors } from './rules/invoice-anchors.ts';
import { planLinks } from './rules/plan-links.ts';
import { bandHours, saleableRange } from './rules/ranges.ts';
import { rateRules } from './rules/rates.ts';
import { type PublishedStatus, statusMoves } from './rules/status-moves.ts';
import { tariffParents } from './rules/tariffs.ts';

/** What rules ask about the state of things now. */
export interface Now {
  readonly publishedStatus: PublishedStatus;
  readonly invoiceAnchors: ReadonlyMap<string, PlainDate>;
  /** Kinds of which rows are left out because of faults of their own: what seems to be missing there may be among them. */
  readonly incomplete: ReadonlySet<Kind>;
}

/** All faults of the content. */
export const contentFaults = (content: Content, now: Now): RowFault[] =>
  [
    statusMoves(now.publishedStatus),
    planLinks,
    contractTypes(now.incomplete),
    extrasAreCharges,
    saleableRange,
    bandHours,
    tariffParents,
    rateRules(now.incomplete),
    invoiceAnchors(now.invoiceAnchors),
  ].flatMap((rule) => rule(content));
