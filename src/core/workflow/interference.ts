/**
 * WF-2: while the carrier works on a request, whoever activates, halts, cancels or corrects it by hand would interfere with
 * the answer that is to come. The company whose workflow it is may still do so on purpose, with a reason that is kept.
 */
import { dateIn, spokenDate } from '../calendar.ts';
import type { By, OrderService } from '../orders/order.ts';
import { conflict, ok, type Result } from '../result.ts';
import { isUnderWay, stageText } from './stage.ts';

/** What lets somebody act all the same: it is the carrier's own answer, or a person overrides the workflow. */
export type Leave =
  | { readonly kind: 'answer' }
  | { readonly kind: 'override'; readonly reason: string }
  | undefined;

/** What would interfere, as in "Activating it by hand". */
export type Interference = 'Activating' | 'Halting' | 'Cancelling' | 'Changing what the carrier was told of';

/** Refuses (`workflow_under_way`, a conflict) to act on services that a carrier works on. */
export function checkInterference(
  services: readonly OrderService[],
  by: By,
  what: Interference,
  leave: Leave,
): Result<null> {
  if (leave?.kind === 'answer') return ok(null);
  const isOwn = ({ request }: OrderService) => request?.queue.id === by.company.id;
  const held = services.find(
    (service) =>
      isUnderWay(service.request?.workflow ?? null) && !(leave?.kind === 'override' && isOwn(service)),
  );
  const workflow = held?.request?.workflow;
  if (!held?.request || !workflow) return ok(null);
  const { queue } = held.request;
  const stage = `${stageText(workflow)} (${spokenDate(dateIn(by.timeZone, workflow.since))})`;
  const remedy = isOwn(held)
    ? 'Wait for its batch file, or follow up with it. In an emergency it takes the power "provision.override" and a reason.'
    : `Ask ${queue.name}: only there can it be stopped.`;
  return conflict(
    'workflow_under_way',
    `The carrier is working on ${held.servicePlan.code}: ${stage}. ${what} it by hand would interfere with the carrier's answer. ${remedy}`,
  );
}

/** What the log keeps, for the own company, of an override: empty where there was none. */
export const overrideEntries = (service: OrderService, leave: Leave) => {
  const workflow = service.request?.workflow ?? null;
  return leave?.kind === 'override' && isUnderWay(workflow)
    ? [
        {
          event: 'noted' as const,
          text: `Carrier workflow overridden (${stageText(workflow)}): ${leave.reason}`,
          visibility: 'internal' as const,
        },
      ]
    : [];
};
