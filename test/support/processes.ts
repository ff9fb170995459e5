/** Real processes for tests that are about two of them. */
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface RunningProcess {
  /** Resolves when its output contains the text; fails when it ends before. */
  says(text: string): Promise<void>;
  /** Its exit code and all that it said. */
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  kill(signal: NodeJS.Signals): void;
  readonly pid: number;
}

/** Starts a TypeScript file of this repository with this Node; killed when the test is over, should it still run. */
export const startProcess = (
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningProcess => start([process.execPath, file, ...args], env);

/**
 * The same on a disk that is too small: no file of the process grows beyond so many bytes. See `liftLimit`.
 */
export const startWithSmallDisk = (
  file: string,
  args: readonly string[],
  { bytes }: { readonly bytes: number },
): RunningProcess =>
  start(
    ['/bin/sh', '-c', 'ulimit -S -f "$0" && exec "$@"', blocksOf(bytes), process.execPath, file, ...args],
    {},
  );

/** What the shell counts files in. */
const blocksOf = (bytes: number): string => String(Math.ceil(bytes / 512));

/** Gives the process as much of the disk as there is. */
export const liftLimit = ({ pid }: RunningProcess): void =>
  void execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited']);

function start(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): RunningProcess {
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  let listeners: (() => void)[] = [];
  const heard = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    output[stream] += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', heard('stdout'));
  child.stderr.on('data', heard('stderr'));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, ...output }));
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    ended,
    pid: child.pid ?? 0,
    kill: (signal) => child.kill(signal),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!`${output.stdout}${output.stderr}`.includes(text)) return;
          listeners = listeners.filter((listener) => listener !== look);
          resolve();
        };
        listeners.push(look);
        look();
        void ended.then(({ stdout, stderr }) =>
          reject(new Error(`it ended without saying "${text}":\n${stdout}${stderr}`)),
        );
      }),
  };
}
