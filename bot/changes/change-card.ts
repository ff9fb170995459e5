/** The one message about a change set in its company's channel: what it would do, what approving it takes, and what became of it. */
import type { Button } from '@slack/types';
import type { ChangeSet } from '#app/ports/catalogue.ts';
import { formatId } from '#core/ids.ts';
import { listChanges } from '#core/workbook/publish-plan.ts';
import { actions, button, facts, header, linkButton } from '../blocks/blocks.ts';
import { safe } from '../blocks/text.ts';
import type { Message } from '../requests/request-card.ts';
import { changeValue } from './change-ref.ts';
import {
  changeCounts,
  changeFacts,
  changeTitle,
  movedTable,
  needsBlocks,
  outcomeBlocks,
  topChanges,
} from './change-words.ts';

export const APPROVE = 'change.approve';
export const REJECT = 'change.reject';
export const PREVIEW = 'change.preview';

const ROWS = 10;

export function changeCard(change: ChangeSet, url: string): Message {
  const { status } = change;
  return {
    text: `${changeTitle(change)}: ${changeCounts(change)}, submitted by ${safe(change.submittedBy)}`,
    blocks: [
      header(changeTitle(change)),
      ...facts(changeFacts(change)),
      ...outcomeBlocks(change),
      ...(status === 'pending' ? needsBlocks(change) : []),
      ...(status === 'stale' ? movedTable(change) : topChanges(change, listChanges(change.plan, 0, ROWS))),
      actions('deeds', [
        ...deciding(change),
        previewButton(change),
        linkButton('Open in Cardline', changePage(change, url)),
      ]),
    ],
  };
}

export const changePage = ({ id }: Pick<ChangeSet, 'id'>, url: string): string =>
  `${url}/changes/${formatId('change', id)}`;

const deciding = (change: ChangeSet): Button[] => {
  const value = changeValue(change);
  const about = formatId('change', change.id);
  return [
    ...(change.status === 'pending' ? [button(APPROVE, 'Approve', { value, about, style: 'primary' })] : []),
    ...(change.status === 'pending' || change.status === 'scheduled'
      ? [button(REJECT, 'Reject', { value, about, style: 'danger' })]
      : []),
  ];
};

export const previewButton = (change: Pick<ChangeSet, 'id' | 'contentHash'>): Button =>
  button(PREVIEW, 'Preview', { value: changeValue(change), about: formatId('change', change.id) });
