import { invariant, notFound, ok, type Result } from '#core/result.ts';
import { missingOf, type Run } from '#core/workflow/gaps.ts';
import { requirePower } from '../actor.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { BatchFileHead, BatchRow, Carrier } from '../ports/workflow.ts';
import { carrierOf } from './find-carriers.ts';
import type { WorkflowPorts } from './services.ts';

type Ports = Pick<WorkflowPorts, 'carriers' | 'batchFiles'>;

export interface BatchFiles extends Page<BatchFileHead> {
  /** Numbers of files that must have been sent, since later ones came (WF-3). */
  readonly missing: readonly Run[];
}

/** The files that a carrier answered with, the newest number first; of one name where it is given. */
export const makeListBatchFiles =
  (ports: Ports) =>
  async (
    actor: Actor,
    { carrier: code, name = null }: { readonly carrier: string; readonly name?: string | null | undefined },
    page: PageRequest,
  ): Promise<Result<BatchFiles>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const carrier = await carrierOf(ports, actor, code);
    if (!carrier.ok) return carrier;
    const [listed, state] = await Promise.all([
      ports.batchFiles.page(carrier.value, name, page),
      ports.batchFiles.state(carrier.value, { name: '', sequence: 0 }),
    ]);
    return listed.ok ? ok({ ...listed.value, missing: missingIn(state) }) : listed;
  };

/** A batch file and what became of each of its records (WF-4). */
export interface BatchReport {
  readonly carrier: Carrier;
  readonly file: BatchFileHead;
  readonly rows: readonly BatchRow[];
  readonly missing: readonly Run[];
}

export const makeGetBatchFile =
  (ports: Ports) =>
  async (actor: Actor, code: string, sequence: number): Promise<Result<BatchReport>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const carrier = await carrierOf(ports, actor, code);
    return carrier.ok ? batchReport(ports, carrier.value, sequence) : carrier;
  };

/** The report of a file; `batch_file_not_found` says whether it is known to be missing. */
export async function batchReport(
  { batchFiles }: Pick<WorkflowPorts, 'batchFiles'>,
  carrier: Carrier,
  sequence: number,
): Promise<Result<BatchReport>> {
  const [found, state] = await Promise.all([
    batchFiles.find(carrier, sequence),
    batchFiles.state(carrier, { name: '', sequence: 0 }),
  ]);
  const missing = missingIn(state);
  if (found === null)
    return notFound(
      'batch_file_not_found',
      missing.some(({ from, to }) => from <= sequence && sequence <= to)
        ? `Batch file ${sequence} of ${carrier.code} is missing: later ones came.`
        : `No batch file ${sequence} of ${carrier.code} came.`,
    );
  const rows = await batchFiles.rows(found.id);
  const counted = (outcome: BatchRow['outcome']) => rows.filter((row) => row.outcome === outcome).length;
  invariant(rows.length <= found.records, 'a batch file has one row at most for each record');
  return ok({
    carrier,
    file: {
      ...found,
      applied: counted('applied'),
      refused: counted('refused'),
      unreadable: counted('unreadable'),
    },
    rows,
    missing,
  });
}

const missingIn = ({
  carrier,
  runs,
}: {
  readonly carrier: Pick<Carrier, 'batchesFrom'>;
  readonly runs: readonly Run[];
}): Run[] => (runs.length === 0 ? [] : missingOf(runs, carrier.batchesFrom));
