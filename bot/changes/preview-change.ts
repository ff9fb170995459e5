/** **Preview**: what a change set would do, row by row, and what is worth knowing before deciding. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { ChangeSet } from '#app/ports/catalogue.ts';
import { ok } from '#core/result.ts';
import { counted, grouped } from '#core/words.ts';
import { listChanges } from '#core/workbook/publish-plan.ts';
import { actions, context, divider, facts, header, linkButton, section } from '../blocks/blocks.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import { type Conversing, onClick, outdated } from '../conversation.ts';
import { openModal } from '../place.ts';
import { modal } from '../views.ts';
import { changePage, PREVIEW } from './change-card.ts';
import { readChangeRef } from './change-ref.ts';
import { changeFacts, changeTitle, needsBlocks, outcomeBlocks, rowLine } from './change-words.ts';

/** Rows shown, so many a block; the file and the console have all. */
const ROWS = 60;
const ROWS_A_BLOCK = 8;
const NOTES = 10;

export function previewConversation(conversing: Conversing): void {
  const { parts } = conversing;

  onClick(conversing, PREVIEW, async (turn, click) => {
    const ref = readChangeRef(click.value);
    if (ref === null) return outdated();
    const change = await parts.services.catalogue.showChangeSet(turn.actor, ref.change);
    if (!change.ok) return change;
    await openModal(turn, click, previewView(change.value, parts.url));
    return ok(null);
  });
}

export function previewView(change: ChangeSet, url: string): ModalView {
  const { notes, plan, added, changed, removed } = change;
  const rows = listChanges(plan, 0, ROWS);
  const count = added + changed + removed;
  const lots = Array.from({ length: Math.ceil(rows.length / ROWS_A_BLOCK) }, (_, lot) =>
    rows.slice(lot * ROWS_A_BLOCK, (lot + 1) * ROWS_A_BLOCK),
  );
  const blocks: KnownBlock[] = [
    header(changeTitle(change)),
    ...facts(changeFacts(change)),
    ...outcomeBlocks(change),
    ...(change.status === 'pending' ? needsBlocks(change) : []),
    ...(notes.length === 0
      ? []
      : [
          section(bold(`${counted(notes.length, 'thing')} worth knowing`)),
          ...notes
            .slice(0, NOTES)
            .map(({ tab, message }) => context(`${safe(tab)}: ${safe(clip(message, 500))}`)),
        ]),
    actions('deeds', [linkButton('Open in Cardline', changePage(change, url))]),
    divider,
    section(bold('What changes')),
    ...lots.map((lot) => section(lot.map(rowLine).join('\n'))),
    ...(count > rows.length
      ? [context(`And ${grouped(count - rows.length)} more: the console shows all, and gives them as CSV.`)]
      : []),
  ];
  return modal({ callbackId: 'change_preview', title: 'Preview', blocks });
}
