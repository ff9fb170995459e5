/**
 * The records of a batch file, applied one after the other for each order and many orders at a time. Each is written in one
 * batch with its row, so that a file which broke off goes on where it was, and nothing is done twice (WF-4).
 */

import { conflict, type Fault, invariant, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { answerRequest, byReference, findAnswered } from '#core/workflow/answer.ts';
import { type Answer, requestIdOf } from '#core/workflow/batch-file.ts';
import { today } from '../actor.ts';
import { booksOf } from '../orders/books.ts';
import { byOf, tracesOf } from '../orders/change-order.ts';
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { LoadedOrder } from '../ports/orders.ts';
import type { Actor } from '../ports/platform.ts';
import type { AnswerToApply, BatchRow, Carrier, KeptBatchFile } from '../ports/workflow.ts';
import type { WorkflowPorts } from './services.ts';

type Ports = Pick<WorkflowPorts, 'batchFiles' | 'orders' | 'catalogue' | 'clock'>;

interface Applying {
  readonly actor: Actor;
  readonly carrier: Carrier;
  readonly file: KeptBatchFile;
}

/** An answer whose request is known. */
interface Addressed {
  readonly answer: Answer;
  readonly requestId: number;
}

/** Orders written in one batch; where one of them was changed meanwhile, each is tried alone. */
const ORDERS_A_BATCH = 20;
/** Rounds in a row in which others were always first, before the rest is left for the next time. */
const MOST_LOST = 8;

/** Applies what has no row yet, and closes the file. Who sent the file first is who acts, also where somebody else finishes it. */
export async function applyAnswers(
  ports: Ports,
  finisher: Actor,
  carrier: Carrier,
  file: KeptBatchFile,
  answers: readonly Answer[],
): Promise<Result<null>> {
  const actor = { ...finisher, actorId: file.actorId, actorName: file.actor, via: file.via };
  const applying = { actor, carrier, file };
  const done = new Set((await ports.batchFiles.rows(file.id)).map(({ line }) => line));
  const left = answers.filter(({ line }) => !done.has(line));
  const addressed = await address(ports, applying, left);
  const applied = await inRounds({ ...ports, catalogue: remembering(ports.catalogue) }, applying, addressed);
  if (!applied.ok) return applied;
  await close(ports, applying);
  return ok(null);
}

/** Finds the requests of all answers in one read; what names none is reported. */
async function address(
  { batchFiles }: Ports,
  { actor, carrier, file }: Applying,
  answers: readonly Answer[],
): Promise<readonly Addressed[]> {
  const candidates = await batchFiles.candidates(actor.providerId, {
    requestIds: answers.flatMap((answer) => requestIdOf(answer) ?? []),
    orderNumbers: answers.flatMap((answer) => (requestIdOf(answer) === null ? [answer.reference] : [])),
  });
  const named = byReference(candidates);
  const found = answers.map((answer) => ({
    answer,
    result: findAnswered(answer, named.get(answer.reference) ?? [], carrier.code),
  }));
  await batchFiles.report(
    file.id,
    found.flatMap(({ answer, result }) => (result.ok ? [] : [refusedRow(answer, null, result.faults)])),
  );
  return found.flatMap(({ answer, result }) =>
    result.ok ? [{ answer, requestId: result.value.requestId }] : [],
  );
}

/**
 * Each round loads the orders that still have answers, in one read, and writes the next answer of each that changes it: what
 * follows is decided on what that made of the order.
 */
async function inRounds(
  ports: Ports,
  applying: Applying,
  addressed: readonly Addressed[],
): Promise<Result<null>> {
  let open = addressed;
  for (let lost = 0; open.length > 0; ) {
    const loaded = await ports.orders.findByRequests(
      applying.actor.providerId,
      open.map(({ requestId }) => requestId),
    );
    const decided = await decideAll(ports, applying, loaded, open);
    await ports.batchFiles.report(applying.file.id, decided.refused);
    const written = await writeAll(ports, applying, decided.changes);
    const settled = new Set([...decided.refused.map(({ line }) => line), ...written]);
    open = open.filter(({ answer }) => !settled.has(answer.line));
    lost = settled.size > 0 ? 0 : lost + 1;
    if (lost >= MOST_LOST)
      return conflict(
        'order_changed_meanwhile',
        `${counted(open.length, 'record')} could not be applied, since others change their orders at once. Send the file again: what is done is not done twice.`,
      );
  }
  return ok(null);
}

interface Decided {
  readonly changes: readonly AnswerToApply[];
  readonly refused: readonly BatchRow[];
}

async function decideAll(
  ports: Ports,
  applying: Applying,
  loaded: readonly LoadedOrder[],
  open: readonly Addressed[],
): Promise<Decided> {
  const changes: AnswerToApply[] = [];
  const refused: BatchRow[] = [];
  const byRequest = Map.groupBy(open, ({ requestId }) => requestId);
  for (const one of loaded) {
    const own = one.order.services
      .flatMap(({ request }) => (request ? (byRequest.get(request.id) ?? []) : []))
      .sort((a, b) => a.answer.line - b.answer.line);
    // Refusals leave the order as it is, so the next answer can be looked at; a change has to be written first.
    for (const { answer, requestId } of own) {
      const decided = await decide(ports, applying, one, { answer, requestId });
      if (decided.ok) {
        changes.push(decided.value);
        break;
      }
      refused.push(refusedRow(answer, requestId, decided.faults));
    }
  }
  return { changes, refused };
}

async function decide(
  ports: Ports,
  { actor, file }: Applying,
  loaded: LoadedOrder,
  { answer, requestId }: Addressed,
): Promise<Result<AnswerToApply>> {
  const { clock } = ports;
  const by = byOf(actor, clock);
  const service = loaded.order.services.find(({ request }) => request?.id === requestId);
  invariant(service, 'an answer is looked at with the order of its request');
  const decided = await answerRequest(loaded.order, by, service, answer, {
    sequence: file.sequence,
    facts: async () => {
      const books = await booksOf(ports, loaded.order, loaded);
      return books.ok ? ok({ ...books.value, today: today(clock, actor) }) : books;
    },
  });
  if (!decided.ok) return decided;
  const { change } = decided.value;
  return ok({
    ...decided.value,
    via: actor.via,
    traces: tracesOf(
      actor,
      clock,
      // Read in the seller's books as well, whom the carrier is not named to.
      { action: `order.${change.event}`, details: { batchFile: file.sequence } },
      change,
    ),
    row: {
      line: answer.line,
      reference: answer.reference,
      answer: answer.kind,
      requestId,
      outcome: 'applied',
      code: null,
      message: null,
    },
  });
}

/** Answers the lines that were written. */
async function writeAll(
  { batchFiles }: Ports,
  { file }: Applying,
  changes: readonly AnswerToApply[],
): Promise<number[]> {
  const written: number[] = [];
  const write = async (some: readonly AnswerToApply[]): Promise<boolean> => {
    const isWritten = await batchFiles.apply(file.id, some);
    if (isWritten) written.push(...some.map(({ row }) => row.line));
    return isWritten;
  };
  for (let at = 0; at < changes.length; at += ORDERS_A_BATCH) {
    const some = changes.slice(at, at + ORDERS_A_BATCH);
    if ((await write(some)) || some.length === 1) continue;
    for (const one of some) await write([one]);
  }
  return written;
}

const refusedRow = (answer: Answer, requestId: number | null, faults: readonly Fault[]): BatchRow => ({
  line: answer.line,
  reference: answer.reference,
  answer: answer.kind,
  requestId,
  outcome: 'refused',
  code: faults[0]?.code ?? null,
  message: faults.map(({ message }) => message).join(' '),
});

/** The file is done; where records were not applied, somebody is told to look at them. */
async function close({ batchFiles, clock }: Ports, { actor, carrier, file }: Applying): Promise<void> {
  const rows = await batchFiles.rows(file.id);
  const reported = rows.filter(({ outcome }) => outcome !== 'applied');
  const at = clock.now();
  await batchFiles.finish(file.id, at, {
    audit: [],
    outbox:
      reported.length === 0
        ? []
        : [
            {
              providerId: actor.providerId,
              topic: 'workflow.records_reported',
              dedupeKey: `${actor.providerCode}:${carrier.code}:${file.sequence}`,
              body: {
                carrier: carrier.code,
                carrierName: carrier.name,
                file: file.name,
                sequence: file.sequence,
                records: rows.length,
                reported: reported.length,
                text: `${reported.length} of ${counted(rows.length, 'record')} of ${file.name} (${carrier.name}) were not applied: look at its report.`,
              },
              dueAt: at,
            },
          ],
  });
}

/** Asks for each company's catalogue once a file. */
function remembering(catalogue: CatalogueReader): CatalogueReader {
  const kept = new Map<number, ReturnType<CatalogueReader['snapshot']>>();
  return {
    ...catalogue,
    snapshot: (providerId, version) => {
      if (version !== undefined) return catalogue.snapshot(providerId, version);
      const known = kept.get(providerId) ?? catalogue.snapshot(providerId);
      kept.set(providerId, known);
      return known;
    },
  };
}
