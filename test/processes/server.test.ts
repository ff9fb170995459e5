import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import { SOME_MORNING } from '#test/support/clock.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { aFailedDay } from '#test/support/failed-job.ts';
import { someDeliveries } from '#test/support/given-up.ts';
import { type RunningProcess, startProcess } from '#test/support/processes.ts';
import { aTenant } from '#test/support/tenants.ts';
import ownPackage from '../../package.json' with { type: 'json' };
import { freePort } from '../../scripts/libsql-server.ts';

const NODE = 'src/node.ts';
const CLI = 'src/cli.ts';

async function aServer(): Promise<{ server: RunningProcess; url: string; env: Record<string, string> }> {
  const port = await freePort();
  const env = { PORT: String(port), DATABASE_URL: `file:${await aDatabaseFile()}` };
  const server = startProcess(NODE, ['--empty'], env);
  await server.says('Cardline is ready');
  return { server, url: `http://127.0.0.1:${port}`, env };
}

/** The environment of a database that holds the provider bluegum. */
async function anEnvironment(): Promise<Record<string, string>> {
  const url = `file:${await aDatabaseFile()}`;
  const db = await openDatabase({ url });
  await aTenant(db);
  db.close();
  return { DATABASE_URL: url };
}

/** A port that is taken for as long as the test lasts. */
async function aTakenPort(): Promise<number> {
  const port = await freePort();
  const other = createServer();
  await new Promise<void>((listening) => other.listen(port, '127.0.0.1', listening));
  onTestFinished(() => {
    other.close();
  });
  return port;
}

describe('the server', () => {
  it('serves, says where, and ends cleanly when it is told to', async () => {
    const { server, url } = await aServer();
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ok' });
    server.kill('SIGTERM');
    const { code, stdout, stderr } = await server.ended;
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(url.replace('127.0.0.1', 'localhost'));
    expect(stdout).toContain('Slack, Google Sheets');
    expect(stdout).toContain('npx cardline provider add --help');
  });

  it.each([
    ['too large', '/hooks/schedule', '413 Payload Too Large'],
    ['of somebody unknown', '/v1/tokens', '401 Unauthorized'],
  ])(
    'closes the connection where it answers before a body has come: one that is %s',
    async (_, path, status) => {
      const { url } = await aServer();
      const { port } = new URL(url);
      const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
      let answer = '';
      socket.on('data', (piece) => {
        answer += piece.toString();
      });
      const ended = once(socket, 'end');
      socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 40000000\r\n\r\n`);
      // What comes after the answer is the rest of that body, not a request: nothing may answer it.
      await once(socket, 'data');
      socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await ended;
      const closed = once(socket, 'close');
      socket.end('x'.repeat(1_000_000));
      await closed;
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}\r\n`));
      expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n');
      expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    },
  );

  it('keeps the connection where all of a body that it refuses has come', async () => {
    const { url } = await aServer();
    const refused = await fetch(`${url}/v1/tokens`, { method: 'POST', body: '{}' });
    expect([refused.status, refused.headers.get('connection')]).toEqual([401, 'keep-alive']);
  });

  it('says where it is reached on a port that was free, and that is where its links lead', async () => {
    const env = { ...(await anEnvironment()), PORT: '0' };
    const server = startProcess(NODE, ['--empty'], env);
    await server.says('Cardline is ready');
    const user = ['--provider', 'bluegum', '--email', 'kim@bluegum.example'];
    await startProcess(CLI, ['user', 'add', ...user, '--name', 'Kim', '--roles', 'admin'], env).ended;
    const [there, elsewhere] = await Promise.all(
      [env, { ...env, CARDLINE_URL: 'https://cardline.example.net/' }].map(
        async (where) => (await startProcess(CLI, ['user', 'link', ...user], where).ended).stdout,
      ),
    );
    const looked = await startProcess(CLI, ['doctor'], env).ended;
    server.kill('SIGTERM');
    const { stdout } = await server.ended;
    const [, url] = /Cardline is ready: (http:\/\/localhost:[1-9]\d*)\n/.exec(stdout) ?? [];
    expect(there).toMatch(new RegExp(`^${url}/sign-in/[\\w-]{43}\n$`));
    expect(looked.stdout).toContain(`People reach Cardline at ${url}.`);
    expect(elsewhere).toMatch(/^https:\/\/cardline\.example\.net\/sign-in\//);
  });

  it('does not start on settings that are not right, and names every one', async () => {
    const { code, stderr } = await startProcess(NODE, ['--empty'], { PORT: 'x', WORKBOOK: 'y' }).ended;
    expect(code).toBe(1);
    expect(stderr).toContain('PORT is not a port');
    expect(stderr).toContain('WORKBOOK is neither');
  });

  it('says so when its port is taken', async () => {
    const port = await aTakenPort();
    const env = { PORT: String(port), DATABASE_URL: `file:${await aDatabaseFile()}` };
    const { code, stderr } = await startProcess(NODE, ['--empty'], env).ended;
    expect(code).toBe(1);
    expect(stderr).toBe(`Port ${port} is taken by another program: end it, or set PORT to another.\n`);
  });

  it('does not understand an option that it does not have', async () => {
    const { code, stderr } = await startProcess(NODE, ['--ful']).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('--empty');
  });
});

describe('the command line beside a running server, on the same file', () => {
  it('makes a provider, a person and a token; the token is alone on standard output and works at once', {
    timeout: 90_000,
  }, async () => {
    const { server, url, env } = await aServer();
    const run = (...words: string[]) => startProcess(CLI, words, env).ended;

    expect(
      await run(
        'provider',
        'add',
        '--code',
        'bluegum',
        '--name',
        'Bluegum',
        '--time-zone',
        'Australia/Melbourne',
      ),
    ).toMatchObject({ code: 0 });
    const added = await run(
      ...['user', 'add', '--provider', 'bluegum', '--email', 'kim@bluegum.example'],
      ...['--name', 'Kim', '--roles', 'admin,pricing', '--slack', 'T1:U2'],
    );
    expect(added).toMatchObject({ code: 0, stderr: '' });
    const made = await run('token', 'create', '--provider', 'bluegum', '--scopes', 'all');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(/^cardline_[\w-]{43}\n$/);

    const provider = await fetch(`${url}/v1/provider`, {
      headers: { authorization: `Bearer ${made.stdout.trim()}` },
    });
    expect(await provider.json()).toMatchObject({ code: 'bluegum' });

    // Whoever asks for a link need not know on which port the server was started; what they say otherwise holds.
    const { DATABASE_URL = '' } = env;
    const words = ['user', 'link', '--provider', 'bluegum', '--email', 'kim@bluegum.example'];
    const link = await startProcess(CLI, words, { DATABASE_URL }).ended;
    expect(link.stdout).toMatch(/^http:\/\/localhost:\d+\/sign-in\/[\w-]{43}\n$/);
    const page = await fetch(link.stdout.trim().replace('localhost', '127.0.0.1'));
    expect(page.status).toBe(200);
    server.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
  });
});

describe('the command line', () => {
  it('tells every fault of a person at once, and exits with 1', async () => {
    const env = await anEnvironment();
    const run = (...words: string[]) => startProcess(CLI, words, env).ended;
    const refused = await run(
      ...['user', 'add', '--provider', 'bluegum', '--email', 'kim', '--name', 'Kim', '--roles', 'king'],
    );
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/email[\s\S]*role "king"/);
    const unknown = await run('token', 'create', '--provider', 'nobody', '--scopes', 'all');
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('There is no provider with the code "nobody".');
  });

  it('lets another system send orders, lists it and ends its leave', async () => {
    const env = { ...(await anEnvironment()), CARDLINE_SECRET: 's'.repeat(32) };
    const run = (...words: string[]) => startProcess(CLI, words, env).ended;
    const of = ['--provider', 'bluegum'];
    const added = await run('hook', 'add', ...of, '--name', 'Web shop');
    expect(added).toMatchObject({ code: 0, stderr: 'POST /hooks/orders?source=hks_1\n' });
    expect(added.stdout).toMatch(/^whsec_[\w+/]{43}=\n$/);
    expect((await run('hook', 'revoke', 'hks_1', ...of)).stdout).toContain('is revoked');
    expect((await run('hook', 'list', ...of)).stdout).toMatch(
      /^hks_1 {2}Web shop {2}sends orders since 20.*, revoked 20/,
    );
    const off = await startProcess(CLI, ['hook', 'add', ...of, '--name', 'X'], await anEnvironment()).ended;
    expect([off.code, off.stderr.includes('CARDLINE_SECRET')]).toEqual([1, true]);
  }, 60_000);

  it('exits with 2 where it does not understand, and says what it would', async () => {
    const missing = await startProcess(CLI, ['billing', 'run', '--as-of', '2026-03-01']).ended;
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toMatch(
      /^Missing: --provider\.\n\ncardline billing run --provider CODE --as-of DATE/,
    );
    const unknown = await startProcess(CLI, ['dance']).ended;
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('There is no command "dance".');
    const help = await startProcess(CLI, ['sync', '--help']).ended;
    expect(help).toMatchObject({ code: 0, stderr: '' });
  });

  it('says of a first word alone which second ones there are, and which Cardline it is', async () => {
    const run = (...words: string[]) => startProcess(CLI, words).ended;
    const [group, asHelp, bare, wrong, version] = await Promise.all([
      run('billing', '--help'),
      run('help', 'billing'),
      run('billing'),
      run('sheets', 'dance', '--help'),
      run('--version'),
    ]);
    expect(group).toMatchObject({ code: 0, stderr: '' });
    expect(group.stdout).toMatch(/billing preview[\s\S]*billing run/);
    expect(group.stdout).not.toContain('sheets link');
    expect(asHelp).toEqual(group);
    expect(bare).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('billing run') });
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('sheets link') });
    expect(version).toMatchObject({ code: 0, stdout: `${ownPackage.version}\n`, stderr: '' });
  }, 60_000);

  it('says of a database without any provider that the examples may still be on their way', async () => {
    const env = { DATABASE_URL: `file:${await aDatabaseFile()}` };
    const made = await startProcess(CLI, ['token', 'create', '--provider', 'bluegum', '--scopes', 'all'], env)
      .ended;
    expect(made).toMatchObject({ code: 1, stdout: '' });
    expect(made.stderr).toMatch(/database is empty.*still building the example providers.*provider add/);
  });

  it('bills by the documented words, once', async () => {
    const env = await anEnvironment();
    const run = (...words: string[]) => startProcess(CLI, words, env).ended;
    const bill = ['billing', 'run', '--provider', 'bluegum', '--as-of', '2026-03-01'];
    const preview = await run(...bill, '--preview');
    expect(preview).toMatchObject({ code: 0, stderr: '' });
    expect(preview.stdout).toContain('would bill 0 lines as of 2026-03-01');
    expect((await run(...bill)).stdout).toContain('billed 0 lines as of 2026-03-01');
    const late = await run(...bill, '--preview-hash', 'of-a-day-that-is-billed');
    expect(late).toMatchObject({ code: 0, stderr: '' });
    expect(late.stdout).toMatch(
      /^run_\d+ billed 0 lines as of 2026-03-01\. Nothing is left to bill: what was due/,
    );
    expect((await run(...bill.slice(0, -1), '31 March')).code).toBe(1);
  });

  it('simulates what stands in a file, without a database', async () => {
    const file = join(import.meta.dirname, '../support/simulation.json');
    const { code, stdout } = await startProcess(CLI, ['simulate', file], { DATABASE_URL: 'nowhere' }).ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ cardlines: [{ kind: 'access_fee', amount: '49.95' }] });
  });

  it('doctor: says what waits to leave and what was given up, which needs a hand', async () => {
    const url = `file:${await aDatabaseFile()}`;
    const db = await openDatabase({ url });
    const { providerId } = await aTenant(db);
    const well = await startProcess(CLI, ['doctor'], { DATABASE_URL: url }).ended;
    expect(well.stdout).toMatch(/Waiting to leave\n {2}✓ Nothing\./);
    await someDeliveries(db, providerId);
    const now = '2026-03-10T00:00:00.000Z';
    await db.write([
      {
        sql: `insert into workflow_alert (provider_id, carrier, kind, level, cause, days, text, body, opened_at, raised_at)
          values (:providerId, 'opti-carrier', 'unanswered', 'warn', 'unanswered:req_1:1', 5, 'Stuck.', '{}', :now, :now)`,
        args: { providerId, now },
      },
    ]);
    db.close();
    const ill = await startProcess(CLI, ['doctor'], { DATABASE_URL: url }).ended;
    expect(ill.code).toBe(1);
    expect(ill.stdout).toContain(
      'bluegum: 1 sent and unanswered: ask the carrier for its batch file; Carriers, Alerts',
    );
    expect(ill.stdout).toMatch(/✗ slack: 2, the oldest since 2026-\S+; 1 of them failed.*2 were given up/);
  });

  it('doctor: says how often a day failed and when it is tried again', async () => {
    const url = `file:${await aDatabaseFile()}`;
    const db = await openDatabase({ url });
    const { providerId } = await aTenant(db);
    await aFailedDay(db, providerId);
    db.close();
    const env = { DATABASE_URL: url, CARDLINE_NOW: SOME_MORNING };
    const ill = await startProcess(CLI, ['doctor'], env).ended;
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(
      /✗ billing: .* Failed 1 time in a row, tried again at 2026-03-02T00:01:00\.000Z: The disk is full\./,
    );
  });

  it('doctor: exits with 0 where all is well, with 1 where something needs a hand', async () => {
    const env = { DATABASE_URL: `file:${await aDatabaseFile()}` };
    const well = await startProcess(CLI, ['doctor'], env).ended;
    expect(well).toMatchObject({ code: 0, stderr: '' });
    expect(well.stdout).toContain('It is reachable and migrated.');
    expect(well.stdout).toContain('Slack: Off: set SLACK_SIGNING_SECRET');
    const ill = await startProcess(CLI, ['doctor'], { ...env, CARDLINE_NOW: 'noon', PORT: '-1' }).ended;
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/PORT is not a port[\s\S]*CARDLINE_NOW is not an instant/);
    const away = await startProcess(CLI, ['doctor'], { DATABASE_URL: 'http://127.0.0.1:9' }).ended;
    expect(away.code).toBe(1);
    expect(away.stdout).toContain('It cannot be opened');
  });
});
