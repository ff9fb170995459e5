import { conflict, fault, no, ok, type Result } from '#core/result.ts';
import { type BatchFile, readBatchFile } from '#core/workflow/batch-file.ts';
import { registerBatch } from '#core/workflow/register-batch.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { BatchRow, Carrier } from '../ports/workflow.ts';
import { applyAnswers } from './apply-answers.ts';
import { carrierOf } from './find-carriers.ts';
import { type BatchReport, batchReport } from './list-batch-files.ts';
import type { WorkflowPorts } from './services.ts';

export interface BatchUpload {
  /** The carrier's code. */
  readonly carrier: string;
  /** As the carrier calls the file; where it lies is no part of its name. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface BatchTaken extends BatchReport {
  /** The same file came before: nothing was done twice, and what was left undone then is done now. */
  readonly wasTakenBefore: boolean;
}

const LONGEST_NAME = 200;
/** How often other files of the carrier may come between the reading and the writing. */
const MOST_ROUNDS = 8;

/**
 * WF-4: takes a carrier's batch file, once. A file that does not hold together is refused whole and leaves nothing behind;
 * of one that does, each record is applied or reported. Taken again, what was left undone is finished.
 */
export const makeTakeBatchFile =
  (ports: WorkflowPorts) =>
  async (actor: Actor, upload: BatchUpload): Promise<Result<BatchTaken>> => {
    const allowed = requirePower(actor, 'provision');
    if (!allowed.ok) return allowed;
    const carrier = await carrierOf(ports, actor, upload.carrier);
    if (!carrier.ok) return carrier;
    const name = readName(upload.name);
    if (!name.ok) return name;
    const text = readText(upload.bytes);
    if (!text.ok) return text;
    const file = readBatchFile(text.value, contextOf(actor, carrier.value));
    if (!file.ok) return file;
    const registered = await register(ports, actor, carrier.value, {
      name: name.value,
      text: text.value,
      file: file.value,
    });
    if (!registered.ok) return registered;
    const kept = await ports.batchFiles.find(carrier.value, file.value.sequence);
    if (kept?.status === 'applying') {
      const applied = await applyAnswers(ports, actor, carrier.value, kept, file.value.answers);
      if (!applied.ok) return applied;
    }
    const report = await batchReport(ports, carrier.value, file.value.sequence);
    return report.ok ? ok({ ...report.value, wasTakenBefore: registered.value.wasTakenBefore }) : report;
  };

export const contextOf = (actor: Actor, carrier: Carrier) => ({
  carrier: carrier.code,
  provider: actor.providerCode,
  timeZone: actor.timeZone,
});

async function register(
  { batchFiles, secrets, clock }: WorkflowPorts,
  actor: Actor,
  carrier: Carrier,
  { name, text, file }: { readonly name: string; readonly text: string; readonly file: BatchFile },
): Promise<Result<{ readonly wasTakenBefore: boolean }>> {
  const { sequence, createdAt, answers, unreadable } = file;
  const arrived = { name, sequence, contentHash: await secrets.hash(text) };
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const state = await batchFiles.state(carrier, arrived);
    const decided = registerBatch(arrived, state);
    if (!decided.ok) return decided;
    if (decided.value.kind === 'known') return ok({ wasTakenBefore: true });
    const records = answers.length + unreadable.length;
    const written = await batchFiles.register({
      ...arrived,
      carrier: state.carrier,
      content: text,
      createdAt,
      records,
      receivedAt: clock.now(),
      by: { actorId: actor.actorId, name: actor.actorName, via: actor.via },
      unreadable: unreadable.map(
        (row): BatchRow => ({ ...row, answer: null, requestId: null, outcome: 'unreadable' }),
      ),
      gap: decided.value.gap,
      traces: {
        audit: [
          auditOf(actor, clock, {
            action: 'batch_file.taken',
            subject: `carrier ${carrier.code}`,
            details: { ...arrived, records },
          }),
        ],
        outbox: [],
      },
    });
    if (written) return ok({ wasTakenBefore: false });
  }
  return conflict(
    'carrier_changed_meanwhile',
    'Too many files of this carrier come at once: send it again in a moment.',
  );
}

function readName(path: string): Result<string> {
  const name = (path.split(/[\\/]/).at(-1) ?? '').trim();
  return name === '' || name.length > LONGEST_NAME || /\p{C}/u.test(name)
    ? no(
        fault(
          'invalid_file_name',
          `A batch file is known by its name, of 1 to ${LONGEST_NAME} characters: send it along.`,
          'name',
        ),
      )
    : ok(name);
}

function readText(bytes: Uint8Array): Result<string> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return no(fault('unreadable_file', 'The file is not text in UTF-8.', 'file'));
  }
}
