/** Change sets as they are looked up: another provider's is not there. */
import { requirePower } from '#app/actor.ts';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { ChangeSet, ChangeSetHead, ChangeSetStore, ChangeStatus } from '#app/ports/catalogue.ts';
import type { Actor, Page, PageRequest } from '#app/ports/platform.ts';
import { formatId } from '#core/ids.ts';
import { conflict, fault, no, notFound, ok, type Result } from '#core/result.ts';
import {
  type ListOptions,
  listChanges,
  type PublishPlan,
  type RowChange,
} from '#core/workbook/publish-plan.ts';
import { tabOfTitle } from '#core/workbook/tabs.ts';
import { type RulePorts, withNeeds } from './approval-rules.ts';

interface Ports {
  readonly changeSets: ChangeSetStore;
}

type ShowPorts = Ports & RulePorts;

export async function findChangeSet(
  { changeSets }: Ports,
  actor: Actor,
  id: number,
): Promise<Result<ChangeSet>> {
  const changeSet = await changeSets.find(actor.providerId, id);
  return changeSet
    ? ok(changeSet)
    : notFound('change_set_not_found', `There is no change set ${formatId('change', id)}.`);
}

/** A change set that waits for a decision; whoever comes second is told who decided what (PROV-5). */
export async function findPending(ports: Ports, actor: Actor, id: number): Promise<Result<ChangeSet>> {
  const found = await findChangeSet(ports, actor, id);
  return found.ok && found.value.status !== 'pending' ? notOpen(found.value) : found;
}

/** One that waits for a decision or for its day. */
export async function findOpen(ports: Ports, actor: Actor, id: number): Promise<Result<ChangeSet>> {
  const found = await findChangeSet(ports, actor, id);
  const isOpen = found.ok && (found.value.status === 'pending' || found.value.status === 'scheduled');
  return found.ok && !isOpen ? notOpen(found.value) : found;
}

export const notOpen = ({ id, status, decidedBy, decidedAt, publishOn }: ChangeSetHead) =>
  conflict(
    'change_set_not_pending',
    decidedBy === null || decidedAt === null
      ? `${formatId('change', id)} is ${status}: only a pending change set can be decided.`
      : `${formatId('change', id)} is ${status}${status === 'scheduled' && publishOn ? ` for ${publishOn}` : ''} already, by ${decidedBy} at ${decidedAt}.`,
  );

export const makeShowChangeSet =
  (ports: ShowPorts) =>
  async (actor: Actor, id: number): Promise<Result<ChangeSet>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const found = await findChangeSet(ports, actor, id);
    return found.ok ? ok(await withNeeds(ports, actor.providerId, found.value)) : found;
  };

export const makeListChangeSets =
  ({ changeSets }: Ports) =>
  async (
    actor: Actor,
    filter: { readonly status?: ChangeStatus | undefined },
    page: PageRequest,
  ): Promise<Result<Page<ChangeSetHead>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? changeSets.page(actor.providerId, filter, page) : allowed;
  };

/** The rows that a change set adds, changes and removes, piece by piece; of all tabs or of one. */
export const makeListRowChanges =
  (ports: Ports) =>
  async (
    actor: Actor,
    id: number,
    page: PageRequest,
    { tab }: Pick<ListOptions, 'tab'> = {},
  ): Promise<Result<Page<RowChange>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    if (tab !== undefined && tabOfTitle(tab) === null)
      return no(fault('unknown_tab', `"${tab}" is not a tab of the workbook.`, 'tab'));
    const found = await findChangeSet(ports, actor, id);
    return found.ok ? pageOfChanges(found.value.plan, page, { tab, reach: found.value.impact.reach }) : found;
  };

/** A piece of a plan's changes; the cursor counts rows, which never move in a plan that is stored. */
export function pageOfChanges(
  plan: PublishPlan,
  { limit, cursor }: PageRequest,
  options: ListOptions = {},
): Result<Page<RowChange>> {
  const from = readKeyCursor(cursor);
  if (!from.ok) return from;
  const start = from.value ?? 0;
  const rows = listChanges(plan, start, limit + 1, options).map((change, at) => ({
    change,
    at: start + at + 1,
  }));
  const { items, nextCursor } = pageOfRows(rows, limit, ({ at }) => at);
  return ok({ items: items.map(({ change }) => change), nextCursor });
}
