/** What is stuck at a carrier (WF-3), in the channel of the company that runs the workflow: one message an alert, until it is over. */
import { parseId } from '#core/ids.ts';
import { actions, button, context, facts, header, linkButton, section } from '../blocks/blocks.ts';
import { safe } from '../blocks/text.ts';
import { DETAILS, type Message } from '../requests/request-card.ts';
import { requestValue } from '../requests/request-ref.ts';

export const ALERT_TOPICS = [
  'workflow.not_collected',
  'workflow.unanswered',
  'workflow.gap',
  'workflow.resolved',
  'workflow.records_reported',
] as const;

/** What a notice of the workflow says; see `#core/workflow/alerts.ts`. */
export interface AlertNotice {
  /** Left out of records that could not be applied: nothing will end that by itself. */
  readonly alert?: string;
  readonly level?: 'warn' | 'alert';
  readonly carrier: string;
  readonly carrierName: string;
  /** Of a batch file. */
  readonly sequence?: number;
  readonly text: string;
  readonly request?: string;
  readonly order?: string;
  readonly retailer?: string;
  readonly stageText?: string;
  readonly resolvedAt?: string;
  readonly resolution?: string;
}

/** One message for each: an alert for as long as it is open, or a batch file. */
export const alertSubject = ({ alert, carrier, sequence }: AlertNotice): string =>
  alert ?? `carrier ${carrier} batch file ${sequence}`;

const titleOf = ({ alert, level, resolvedAt }: AlertNotice): string => {
  if (resolvedAt !== undefined) return '✅ Resolved';
  if (alert === undefined) return '⚠️ Not applied';
  return level === 'alert' ? '🚨 Stuck' : '⚠️ No answer yet';
};

export function alertMessage(notice: AlertNotice, url: string): Message {
  const isOver = notice.resolvedAt !== undefined;
  const title = titleOf(notice);
  const about = notice.order === undefined ? notice.carrierName : `${notice.order} at ${notice.carrierName}`;
  return {
    text: `${title}: ${safe(isOver ? about : notice.text)}`,
    blocks: [
      header(`${title} · ${about}`),
      section(isOver ? `~${safe(notice.text)}~` : safe(notice.text)),
      ...(isOver && notice.resolution ? [context(safe(notice.resolution))] : []),
      ...facts([
        ['Carrier', notice.carrierName],
        ['Retailer', notice.retailer ?? null],
        ['Stage', isOver ? null : (notice.stageText ?? null)],
      ]),
      actions('deeds', [...detailsOf(notice), linkButton('Open in Cardline', `${url}${pageOf(notice)}`)]),
    ],
  };
}

/** The request as it is when somebody asks: an alert knows no version of it. */
function detailsOf({ request }: AlertNotice): ReturnType<typeof button>[] {
  const id = parseId('request', request ?? '');
  return id.ok ? [button(DETAILS, 'Details', { value: requestValue({ id: id.value, version: 1 }) })] : [];
}

const pageOf = ({ request }: AlertNotice): string =>
  request === undefined ? '/carriers' : `/queue/${request}`;
