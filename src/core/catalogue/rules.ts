/** Every rule over the catalogue's content that a publish must keep, beyond what single cells and references must. */
import type { Content, RowFault } from './content.ts';
import { contractTypes } from './rules/contracts.ts';
import { planLinks } from './rules/plan-links.ts';
import { bandHours, saleableRange } from './rules/ranges.ts';
import { rateRules } from './rules/rates.ts';
import { type PublishedStatus, statusMoves } from './rules/status-moves.ts';
import { tariffParents } from './rules/tariffs.ts';

/** All faults of the content; `published` says what status a row has now (CAT-2). */
export const contentFaults = (content: Content, published: PublishedStatus): RowFault[] =>
  [
    statusMoves(published),
    planLinks,
    contractTypes,
    saleableRange,
    bandHours,
    tariffParents,
    rateRules,
  ].flatMap((rule) => rule(content));
