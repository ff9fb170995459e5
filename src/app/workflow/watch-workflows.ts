import { type Instant, instant, isWorkingDay, type PlainDate } from '#core/calendar.ts';
import { ok, type Result } from '#core/result.ts';
import { readBatchFile } from '#core/workflow/batch-file.ts';
import { planWatch } from '#core/workflow/watch.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { applyAnswers } from './apply-answers.ts';
import type { WorkflowPorts } from './services.ts';
import { contextOf } from './take-batch-file.ts';

export interface Watched {
  /** Alerts that were opened or became more serious. */
  readonly alerts: number;
  /** Batch files that had broken off and are done now. */
  readonly finished: number;
}

/** When services are collected where no schedule says so yet. */
const USUAL_COLLECTION_MINUTES = 8 * 60;
const DAY_MS = 86_400_000;
/** So long after it came, whoever took a batch file is not at it any more. */
const ABANDONED_MS = 30 * 60_000;

/**
 * WF-3: each working day, looks for what is stuck and tells who is to look at it: services that no file took, and those that
 * the carrier leaves unanswered. Batch files that broke off are finished first, since they may hold the answer.
 */
export const makeWatchWorkflows =
  (ports: WorkflowPorts) =>
  async (actor: Actor, day: PlainDate): Promise<Result<Watched>> => {
    const allowed = requirePower(actor, 'provision');
    if (!allowed.ok) return allowed;
    const { alerts, clock, log } = ports;
    const finished = await finishFiles(ports, actor);
    const now = clock.now();
    // Nothing sent within the last day can be unanswered for a working day.
    const facts = await alerts.watch(actor.providerId, earlier(now, DAY_MS));
    const holidays = new Set(facts.holidays);
    if (!isWorkingDay(day, holidays)) return ok({ alerts: 0, finished });
    const due = planWatch(facts.watched, {
      now,
      timeZone: actor.timeZone,
      holidays,
      collectAtMinutes: facts.collectAtMinutes ?? USUAL_COLLECTION_MINUTES,
    });
    const raised = await alerts.raise(actor.providerId, due, now);
    const uncollected = due.filter(({ kind }) => kind === 'not_collected');
    // The operators of an installation read its log.
    if (uncollected.length > 0)
      log.error(
        {
          provider: actor.providerCode,
          carriers: [...new Set(uncollected.map(({ carrier }) => carrier))],
          services: uncollected.length,
        },
        'services were not collected into an activity file',
      );
    return ok({ alerts: raised, finished });
  };

async function finishFiles(ports: WorkflowPorts, actor: Actor): Promise<number> {
  const { batchFiles, clock, log } = ports;
  const unfinished = await batchFiles.unfinished(actor.providerId, earlier(clock.now(), ABANDONED_MS));
  let finished = 0;
  for (const { file, carrier } of unfinished) {
    const read = readBatchFile(await batchFiles.content(file.id), contextOf(actor, carrier));
    const applied = read.ok ? await applyAnswers(ports, actor, carrier, file, read.value.answers) : read;
    if (applied.ok) finished += 1;
    // One that cannot be finished keeps neither the others nor the alerts from their turn.
    else
      log.error(
        { provider: actor.providerCode, carrier: carrier.code, batchFile: file.name, faults: applied.faults },
        'a batch file could not be finished',
      );
  }
  return finished;
}

const earlier = (at: Instant, milliseconds: number): Instant =>
  instant(new Date(Date.parse(at) - milliseconds));
