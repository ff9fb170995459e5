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
] as const;

/** What a notice of the workflow says; see `#core/workflow/alerts.ts`. */
export interface AlertNotice {
  readonly alert: string;
  readonly level: 'warn' | 'alert';
  readonly carrierName: string;
  readonly text: string;
  readonly request?: string;
  readonly order?: string;
  readonly retailer?: string;
  readonly stageText?: string;
  readonly resolvedAt?: string;
  readonly resolution?: string;
}

export function alertMessage(notice: AlertNotice, url: string): Message {
  const isOver = notice.resolvedAt !== undefined;
  const title = isOver ? '✅ Resolved' : notice.level === 'alert' ? '🚨 Stuck' : '⚠️ No answer yet';
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
