/** What is stuck at carriers (WF-3), wherever it is listed. */
import type { WorkflowAlert } from '#app/ports/workflow.ts';
import { formatId } from '#core/ids.ts';
import { badge } from './badge.ts';
import { codeLink } from './blocks.ts';
import { moment } from './formats.ts';
import { type Html, html, path } from './html.ts';
import { table } from './table.ts';

const KIND_WORDS: Readonly<Record<WorkflowAlert['kind'], string>> = {
  not_collected: 'Not collected',
  unanswered: 'Unanswered',
  gap: 'Batch files missing',
};

export const alertPath = (id: number): string => path('carriers', 'alerts', formatId('alert', id));

export const alertTable = (
  alerts: readonly WorkflowAlert[],
  timeZone: string,
  /** Whether open ones lead to where they are closed. */
  canClose = false,
): Html =>
  table({
    label: 'Alerts',
    rows: alerts,
    columns: [
      {
        head: 'What',
        kind: 'row',
        cell: ({ kind, level, resolvedAt }) =>
          resolvedAt === null
            ? badge(level === 'alert' ? 'bad' : 'warn', KIND_WORDS[kind])
            : badge('quiet', KIND_WORDS[kind]),
      },
      { head: 'Carrier', cell: ({ carrier }) => carrier },
      {
        head: 'About',
        cell: ({ text, resolution }) =>
          html`${text}${resolution === null ? '' : html`<span class="sub">Over: ${resolution}</span>`}`,
      },
      { head: 'Since', cell: ({ openedAt }) => moment(openedAt, timeZone) },
      {
        head: 'Request',
        cell: ({ requestId, orderNumber }) =>
          requestId === null
            ? ''
            : codeLink(
                path('queue', formatId('request', requestId)),
                orderNumber ?? formatId('request', requestId),
              ),
      },
      ...(canClose && alerts.some(({ resolvedAt }) => resolvedAt === null)
        ? [
            {
              head: 'By hand',
              cell: ({ id, resolvedAt }: WorkflowAlert) =>
                resolvedAt === null
                  ? html`<a href="${alertPath(id)}">Close<span class="out-of-sight"> ${formatId('alert', id)}</span></a>`
                  : '',
            },
          ]
        : []),
    ],
  });
