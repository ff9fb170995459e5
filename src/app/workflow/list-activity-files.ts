import { notFound, ok, type Result } from '#core/result.ts';
import { type ActivityRow, activityFileName, readActivityRows } from '#core/workflow/activity-file.ts';
import { requirePower } from '../actor.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { ActivityFileHead, Carrier, KeptActivityFile } from '../ports/workflow.ts';
import { carrierOf } from './find-carriers.ts';
import type { WorkflowPorts } from './services.ts';

type Ports = Pick<WorkflowPorts, 'carriers' | 'activityFiles'>;

/** The files that a carrier was sent, newest first. */
export const makeListActivityFiles =
  (ports: Ports) =>
  async (actor: Actor, code: string, page: PageRequest): Promise<Result<Page<ActivityFileHead>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const carrier = await carrierOf(ports, actor, code);
    return carrier.ok ? ports.activityFiles.page(carrier.value, page) : carrier;
  };

/** A file as the carrier has it, with what it says of each service. */
export interface ActivityFileView extends KeptActivityFile {
  readonly carrier: Carrier;
  readonly fileName: string;
  readonly rows: readonly ActivityRow[];
}

export const makeGetActivityFile =
  (ports: Ports) =>
  async (actor: Actor, code: string, sequence: number): Promise<Result<ActivityFileView>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const carrier = await carrierOf(ports, actor, code);
    if (!carrier.ok) return carrier;
    const file = await ports.activityFiles.find(carrier.value, sequence);
    return file === null
      ? notFound('activity_file_not_found', `No activity file ${sequence} was made for ${code}.`)
      : ok({
          ...file,
          carrier: carrier.value,
          fileName: activityFileName({ provider: actor.providerCode, carrier: code, sequence }),
          rows: readActivityRows(file.content),
        });
  };
