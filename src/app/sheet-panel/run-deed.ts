/**
 * Checking and submitting from inside the spreadsheet. Google waits half a minute for a panel, and a large workbook may take longer:
 * the work goes on behind the answer, what comes of it is kept, and whoever looks again sees it.
 */
import { requirePower } from '#app/actor.ts';
import { instantAfter } from '#core/calendar.ts';
import { ok, type Result } from '#core/result.ts';
import { countPlan } from '#core/workbook/publish-plan.ts';
import { assessWorkbook } from '../catalogue/assess-workbook.ts';
import { outcomeOf, readSource, weigh } from '../catalogue/submit-changes.ts';
import type { Actor } from '../ports/platform.ts';
import type { SheetDeed, SheetOutcome } from '../ports/sheet-checks.ts';
import { refusingTrouble } from '../sheets/refusing-trouble.ts';
import { toOutcome } from './outcome.ts';
import { ownLink } from './own-link.ts';
import type { PanelPorts } from './services.ts';
import { makeShowStanding, type SheetStanding } from './show-standing.ts';

/** Whoever is at it longer is taken for lost. */
const LONGEST_MS = 3 * 60_000;

/** @param patienceMs how long to wait for the outcome; what has not ended by then goes on */
export const makeRunDeed =
  (ports: PanelPorts) =>
  async (
    actor: Actor,
    { sheetId, deed }: { readonly sheetId: string; readonly deed: SheetDeed },
    patienceMs: number,
  ): Promise<Result<SheetStanding>> => {
    const allowed = requirePower(actor, 'catalogue.edit');
    if (!allowed.ok) return allowed;
    const link = await ownLink(ports.links, actor, sheetId);
    if (!link.ok) return link;
    const { checks, background, clock, wallClock, secrets } = ports;
    const run = secrets.token();
    const now = wallClock.now();
    const isBegun = await checks.begin(actor.providerId, {
      sheetId,
      deed,
      by: actor.actorName,
      at: clock.now(),
      run,
      now,
      until: instantAfter(now, LONGEST_MS),
    });
    if (isBegun) {
      const work = perform(ports, actor, deed, run);
      background.keep(work);
      await background.waitFor(work, patienceMs);
    }
    return makeShowStanding(ports)(actor, sheetId);
  };

/** Never fails: what breaks is logged and told. */
async function perform(ports: PanelPorts, actor: Actor, deed: SheetDeed, run: string): Promise<void> {
  const { checks, log } = ports;
  const { providerId, providerCode: provider } = actor;
  try {
    const done = await (deed === 'check' ? check(ports) : submit(ports))(actor);
    await checks.end(
      providerId,
      run,
      done.ok
        ? { outcome: done.value, problem: null }
        : { outcome: null, problem: done.faults.map(({ message }) => message).join(' ') },
    );
  } catch (error) {
    log.error({ err: error, provider, deed, requestId: actor.requestId }, 'a deed in a spreadsheet failed');
    await checks
      .end(providerId, run, { outcome: null, problem: BROKEN })
      .catch((err: unknown) => log.error({ err, provider, deed }, 'and its failure could not be kept'));
  }
}

const BROKEN =
  'Something went wrong in Cardline: try again in a moment. If it stays so, tell whoever runs it.';

/** Proposes nothing. Rows are told what the check says, but for what is clean and new: that is told when it is proposed. */
const check = (ports: PanelPorts) =>
  refusingTrouble(async (actor: Actor): Promise<Result<SheetOutcome>> => {
    const { workbook } = ports;
    const read = await workbook.read(actor.providerId);
    const source = await readSource(ports, actor, { source: 'workbook', read });
    if (!source.ok) return source;
    const assessment = await assessWorkbook(ports, actor.providerId, read);
    const { impact, notes } = await weigh(ports, actor, assessment);
    const status = outcomeOf(assessment);
    if (status !== 'pending') await workbook.afterCheck?.(actor, read);
    const { faults, plan } = assessment;
    return ok(
      toOutcome({ status, changeId: null, faults, notes, plan, impact, ...countPlan(plan) }, read.sheet),
    );
  });

/** The same that "Sync now" does; what is found faulty is kept as a change set with its faults. */
const submit = (ports: PanelPorts) =>
  refusingTrouble(async (actor: Actor): Promise<Result<SheetOutcome>> => {
    const read = await ports.workbook.read(actor.providerId);
    const done = await ports.submitChanges(actor, { source: 'workbook', read });
    if (!done.ok) return done;
    const { id, status, ...change } = done.value;
    return ok(
      toOutcome(
        {
          ...change,
          changeId: status === 'unchanged' ? null : id,
          status: status === 'faulty' || status === 'unchanged' ? status : 'pending',
        },
        read.sheet,
      ),
    );
  });
