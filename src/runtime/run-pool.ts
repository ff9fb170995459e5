/** Runs that go on in this process: the queue where there is no other. A few at once, the rest in the order in which they came. */
import type { Background } from '#app/ports/background.ts';
import type { RunKey, RunQueue } from '#app/ports/billing.ts';
import type { Log } from '#app/ports/log.ts';

/** Beyond two, stretches only wait for each other: a database has one writer at a time. */
const AT_ONCE = 2;

export interface RunPoolParts {
  readonly background: Pick<Background, 'keep'>;
  readonly log: Pick<Log, 'error'>;
  /** Goes on with a run for a stretch; puts it on the queue again where more is left. */
  readonly goOn: (run: RunKey) => Promise<void>;
}

/** What is in it is lost with the process: the tick finds it again. */
export const makeRunPool = ({ background, log, goOn }: RunPoolParts): RunQueue => {
  const waiting: RunKey[] = [];
  let atWork = 0;

  const next = (): void => {
    const run = atWork < AT_ONCE ? waiting.shift() : undefined;
    if (run === undefined) return;
    atWork += 1;
    background.keep(
      goOn(run)
        .catch((error: unknown) => log.error({ err: error, run }, 'a billing run was not gone on with'))
        .finally(() => {
          atWork -= 1;
          next();
        }),
    );
    next();
  };

  return {
    async put(runs) {
      const isKnown = ({ id }: RunKey) => waiting.some((other) => other.id === id);
      waiting.push(...runs.filter((run) => !isKnown(run)));
      next();
    },
  };
};
