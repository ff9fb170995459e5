/**
 * WF-3: what is stuck and who is to look at it. One alert is open for a cause; it is told when it opens and when it becomes
 * more serious, and once more when it is over. What it says is its own company's alone.
 */
import type { Instant } from '../calendar.ts';
import { formatId } from '../ids.ts';
import { type Run, runsText } from './gaps.ts';
import { type OpenStage, stageText } from './stage.ts';

export const ALERT_KINDS = ['not_collected', 'unanswered', 'gap'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** warn: worth knowing; alert: somebody has to act. */
export const ALERT_LEVELS = ['warn', 'alert'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** Who is told: those who keep the installation running, or those who provision. */
export type Audience = 'operators' | 'provisioning';

export const ALERT_TOPICS: Readonly<Record<AlertKind, string>> = {
  not_collected: 'workflow.not_collected',
  unanswered: 'workflow.unanswered',
  gap: 'workflow.gap',
};
export const RESOLVED_TOPIC = 'workflow.resolved';

/** An alert as it is to be opened, or to become more serious. */
export interface NewAlert {
  readonly kind: AlertKind;
  readonly level: AlertLevel;
  /** One alert of a cause is open at a time. */
  readonly cause: string;
  /** The carrier's code. */
  readonly carrier: string;
  /** The request that it is about, as it stood: an alert about one that has moved on is not opened. */
  readonly request: { readonly id: number; readonly stage: OpenStage; readonly round: number } | null;
  /** Working days. */
  readonly days: number;
  readonly text: string;
  /** What a message about it needs. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request that something is said about. */
export interface AlertSubject {
  readonly requestId: number;
  readonly orderNumber: string;
  /** The name of the company that sells. */
  readonly retailer: string;
  readonly servicePlan: string;
  readonly carrier: string;
  /** null: the provider has no carrier of that code. */
  readonly carrierName: string | null;
  readonly stage: OpenStage;
  readonly since: Instant;
  readonly round: number;
  readonly fileSequence: number | null;
}

export function alertAbout(
  subject: AlertSubject,
  said: Pick<NewAlert, 'kind' | 'level' | 'days' | 'text'> & { readonly audience: Audience },
): NewAlert {
  const { audience, ...alert } = said;
  const { requestId, round, stage, carrier } = subject;
  const request = formatId('request', requestId);
  return {
    ...alert,
    cause: `${alert.kind}:${request}:${round}`,
    carrier,
    request: { id: requestId, stage, round },
    body: {
      kind: alert.kind,
      level: alert.level,
      audience,
      carrier,
      carrierName: subject.carrierName ?? carrier,
      request,
      order: subject.orderNumber,
      retailer: subject.retailer,
      servicePlan: subject.servicePlan,
      stage,
      stageText: stageText({ ...subject, adviceSequence: null }),
      fileSequence: subject.fileSequence,
      since: subject.since,
      days: alert.days,
      text: alert.text,
    },
  };
}

export const gapCause = (carrier: string): string => `gap:${carrier}`;

/** Batch files that a carrier must have sent, since later ones came. */
export function gapAlert(
  carrier: { readonly code: string; readonly name: string },
  missing: readonly Run[],
): NewAlert {
  const numbers = runsText(missing);
  const isOne = missing.length === 1 && missing[0]?.from === missing[0]?.to;
  const text = isOne
    ? `Batch file ${numbers} of ${carrier.name} is missing: later ones came. Ask the carrier for it.`
    : `Batch files ${numbers} of ${carrier.name} are missing: later ones came. Ask the carrier for them.`;
  return {
    kind: 'gap',
    level: 'alert',
    cause: gapCause(carrier.code),
    carrier: carrier.code,
    request: null,
    days: 0,
    text,
    body: {
      kind: 'gap',
      level: 'alert',
      audience: 'provisioning',
      carrier: carrier.code,
      carrierName: carrier.name,
      missing,
      missingText: numbers,
      text,
    },
  };
}
