/**
 * What keeps a provider's spreadsheet and Cardline in step without anybody asking: looks at it every few minutes, reads it where
 * something changed or was announced, tells its rows what the check says, and proposes what is clean and new. Nothing is
 * published: a person approves.
 */
import { type Instant, instantAfter } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { isEmptyPlan } from '#core/workbook/publish-plan.ts';
import { assessWorkbook } from '../catalogue/assess-workbook.ts';
import { systemActor } from '../people/system-actor.ts';
import type { Actor, Tenant } from '../ports/platform.ts';
import { SheetTrouble, type Spreadsheets } from '../ports/spreadsheets.ts';
import type { RevisedWorkbook } from '../ports/workbook.ts';
import type { LinkedWorkbook, WorkbookLink } from '../ports/workbook-links.ts';
import { keepWatched } from './keep-watched.ts';
import type { SheetPorts } from './services.ts';

/** How often it is looked at though nothing was announced: announcements come late and get lost. */
const POLL_MS = 5 * 60_000;

/** `idle`: not due; `same`: nothing new; `checked`: read and checked; `failed`: could not be used, as its link says. */
export type StepOutcome = 'idle' | 'same' | 'checked' | 'failed';

/** @param address where Google can announce changes to; null: nowhere, and looking is all there is */
export const makeKeepInStep =
  (ports: SheetPorts) =>
  async ({ tenant, link }: LinkedWorkbook, address: string | null): Promise<StepOutcome> => {
    const { spreadsheets, links, wallClock, log } = ports;
    const now = wallClock.now();
    const isDue = link.dueAt !== null && link.dueAt <= now;
    if (spreadsheets === null || !(isDue || isToBePolled(link, now))) return 'idle';
    try {
      await keepWatched(ports, spreadsheets, { tenant, link }, address);
      const outcome = await step(ports, spreadsheets, { tenant, link }, isDue);
      log.info({ provider: tenant.providerCode, outcome }, 'spreadsheet looked at');
      return outcome;
    } catch (error) {
      if (!(error instanceof SheetTrouble)) throw error;
      log.warn({ provider: tenant.providerCode, problem: error.message }, 'spreadsheet cannot be used');
      await links.recordProblem(tenant.providerId, link.sheetId, error.message, ports.clock.now());
      // What passes is tried again at the next tick, the rest at the next look.
      const dueAt = error.isPassing ? null : link.dueAt;
      await links.recordLook(tenant.providerId, { version: null, dueAt, at: now });
      return 'failed';
    }
  };

const isToBePolled = ({ polledAt }: WorkbookLink, now: Instant): boolean =>
  polledAt === null || instantAfter(polledAt, POLL_MS) <= now;

async function step(
  { links, workbook, clock, wallClock, ...ports }: SheetPorts,
  spreadsheets: Spreadsheets,
  { tenant, link }: LinkedWorkbook,
  isDue: boolean,
): Promise<StepOutcome> {
  const { providerId } = tenant;
  const at = wallClock.now();
  const looked = (version: string) => links.recordLook(providerId, { version, dueAt: link.dueAt, at });
  if (!isDue && link.problem === null) {
    const { version } = await spreadsheets.head(link.sheetId);
    if (version === link.version) {
      await looked(version);
      return 'same';
    }
  }
  const read = await workbook.read(providerId);
  const version = read.sheet?.version ?? '';
  if (read.sheet?.contentHash === link.contentHash) {
    // Somebody looked, formatted, or it was Cardline itself that wrote.
    if (link.problem !== null) await links.recordProblem(providerId, link.sheetId, null, clock.now());
    await looked(version);
    return 'same';
  }
  await check(
    { links, workbook, clock, wallClock, ...ports },
    await editorOf({ people: ports.people }, tenant, read),
    read,
  );
  await looked(version);
  return 'checked';
}

/** What is faulty, empty or in force already is told to its rows alone. */
async function check(ports: SheetPorts, actor: Actor, read: RevisedWorkbook): Promise<void> {
  const isFilled = read.tabs.some(({ rows }) => rows.length > 0);
  const { faults, plan } = await assessWorkbook(ports, actor.providerId, read);
  if (isFilled && faults.length === 0 && !isEmptyPlan(plan)) {
    await ports.submitChanges(actor, { source: 'workbook', read });
    return;
  }
  await ports.workbook.afterCheck?.(actor, read);
}

/**
 * In the name of who edited, where Cardline knows that person: an edit that takes a second person to approve is then not approved
 * by the one who made it.
 */
async function editorOf(
  { people }: Pick<SheetPorts, 'people'>,
  tenant: Tenant,
  { editedBy }: RevisedWorkbook,
): Promise<Actor> {
  const schedule = systemActor(tenant, 'schedule');
  const editor =
    editedBy === undefined ? null : await people.findByEmail(tenant.providerId, editedBy.toLowerCase());
  return editor === null
    ? schedule
    : { ...schedule, actorId: formatId('person', editor.id), actorName: editor.name };
}
