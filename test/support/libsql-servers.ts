/** One libSQL server for each worker process of a test run, so that no two files meet in one database. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { libsqlServerProgram, startLibsqlServer } from '../../scripts/libsql-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Addresses, by worker; empty where this platform has no server. */
    libsqlServers: string[];
  }
}

export default async function startServers(project: TestProject): Promise<() => Promise<void>> {
  if (libsqlServerProgram() === null) {
    process.stdout.write(
      `Note: there is no libSQL server for ${process.platform}-${process.arch}; these tests run on the file database alone.\n`,
    );
    project.provide('libsqlServers', []);
    return async () => {};
  }
  const folder = project.getProvidedContext().runFolder;
  const servers = await Promise.all(
    Array.from({ length: project.config.maxWorkers }, () =>
      startLibsqlServer(mkdtempSync(join(folder, 'server-'))),
    ),
  );
  project.provide(
    'libsqlServers',
    servers.map(({ url }) => url),
  );
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
}
