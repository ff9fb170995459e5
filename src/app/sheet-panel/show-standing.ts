/** How a provider's spreadsheet stands, for the panel inside it. */
import { requirePower } from '#app/actor.ts';
import { ok, type Result } from '#core/result.ts';
import type { ChangeSetHead } from '../ports/catalogue.ts';
import type { Actor } from '../ports/platform.ts';
import type { SheetCheck } from '../ports/sheet-checks.ts';
import type { WorkbookLink } from '../ports/workbook-links.ts';
import { ownLink } from './own-link.ts';
import type { PanelPorts } from './services.ts';

export interface SheetStanding {
  readonly actor: Actor;
  readonly link: WorkbookLink;
  /** What was asked for last in this spreadsheet; null: nothing yet. */
  readonly check: SheetCheck | null;
  /** The newest that was proposed from the workbook, by whomever and however; null: none yet. */
  readonly change: ChangeSetHead | null;
}

/** Change sets that are looked through for one that was proposed: checks that found faults leave such too. */
const LOOKED_THROUGH = 20;

/** Refuses with `not_your_workbook` where the spreadsheet is none of the actor's company. */
export const makeShowStanding =
  ({ links, checks, changeSets, wallClock }: PanelPorts) =>
  async (actor: Actor, sheetId: string): Promise<Result<SheetStanding>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const link = await ownLink(links, actor, sheetId);
    if (!link.ok) return link;
    const [check, newest] = await Promise.all([
      checks.find(actor.providerId, wallClock.now()),
      changeSets.page(actor.providerId, {}, { limit: LOOKED_THROUGH, cursor: null }),
    ]);
    if (!newest.ok) return newest;
    const change = newest.value.items.find(
      ({ source, status }) => source === 'workbook' && status !== 'faulty' && status !== 'unchanged',
    );
    return ok({
      actor,
      link: link.value,
      check: check?.sheetId === sheetId ? check : null,
      change: change ?? null,
    });
  };
