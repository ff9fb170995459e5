/**
 * How runs get to their end, whoever dies on the way: who asked for one sees to it, who waits for one helps with it, the queue
 * carries on what is left at the end of a stretch, and the tick picks up what nobody has.
 */
import { type BillingRun, isUnderWay, type RunKey } from '../ports/billing.ts';
import { makeEndInterruptedRuns } from './end-interrupted-runs.ts';
import { makeHandOn, makeIsToStop, makeWorkOnRun } from './run-billing.ts';
import type { RunActor } from './run-traces.ts';

export type CarryPorts = Parameters<typeof makeWorkOnRun>[0];

/** Milliseconds between two looks at a run that somebody else works on, or that waits for its turn. */
const POLL = 250;

export interface Carrying {
  /** In whose name; left out: in that of whoever began the run. */
  readonly by?: RunActor;
  /** Asked while others have the run, or the queue: whether to leave it to them. */
  readonly isOver: () => boolean;
  /** Nobody else may know of the run: it is seen through a stretch, whatever the time. */
  readonly mustWork: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Works on a run where nobody does and waits while somebody does, and answers it as it stands when it has ended or is left. */
export const makeCarryRun = (ports: CarryPorts) => {
  const { runs, background } = ports;
  const workOnRun = makeWorkOnRun(ports);
  const endInterrupted = makeEndInterruptedRuns(ports);
  const isToStop = makeIsToStop(ports);

  return async function carryRun(key: RunKey, carrying: Carrying): Promise<BillingRun | null> {
    const { by, isOver, signal } = carrying;
    for (let { mustWork } = carrying; ; ) {
      const now = await runs.find(key.providerId, key.id);
      if (now === null || !isUnderWay(now) || (!mustWork && isOver())) return now;
      const left = await workOnRun(key, { by, signal });
      if (left === 'stopped' || (left !== 'ended' && isToStop(signal)))
        return runs.find(key.providerId, key.id);
      if (left === 'waiting') await help(key, signal);
      else mustWork = false;
      // One that is given up is ended as well.
      if (left === 'ended') await endInterrupted(key.providerId);
      else await background.pause(POLL);
    }
  };

  /** Whoever is before it may have died: that run is gone on with, or ended. */
  async function help({ providerId, id }: RunKey, signal: AbortSignal | undefined): Promise<void> {
    await endInterrupted(providerId);
    for (const run of await runs.abandoned(providerId)) if (run.id !== id) await workOnRun(run, { signal });
  }
};

/** A stretch of a run that the queue brings. One that has to wait for its turn is put there again by the tick: nobody stands by. */
export const makeGoOnWithRun = (ports: CarryPorts) => {
  const workOnRun = makeWorkOnRun(ports);
  return async (key: RunKey): Promise<void> => {
    await workOnRun(key, {});
  };
};

/** Of every provider: ends what is given up, and puts on the queue what nobody works on. */
export const makeTendRuns = (ports: CarryPorts) => {
  const endInterrupted = makeEndInterruptedRuns(ports);
  const handOn = makeHandOn(ports);
  return async (): Promise<void> => {
    await endInterrupted();
    const abandoned = await ports.runs.abandoned();
    if (abandoned.length > 0) await handOn(abandoned);
  };
};
