import { describe, expect, it } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { startProcess } from '#test/support/processes.ts';
import { commandForm, signedRequest } from '#test/support/signed-request.ts';
import { overHttp } from '#test/support/slack/deliveries.ts';
import { useFakeSlack } from '#test/support/slack/use-fake-slack.ts';
import { aTenant } from '#test/support/tenants.ts';
import { freePort } from '../../scripts/libsql-server.ts';

const CLI = 'src/cli.ts';

/** A provider, and the one workspace whose token is in the environment. */
async function aPlace() {
  const database = `file:${await aDatabaseFile()}`;
  const db = await openDatabase({ url: database });
  await aTenant(db);
  db.close();
  const slack = await useFakeSlack();
  const workspace = slack.workspace({ id: 'T0BLUE', name: 'Bluegum' });
  const env = {
    DATABASE_URL: database,
    SLACK_SIGNING_SECRET: slack.app.signingSecret,
    SLACK_BOT_TOKEN: workspace.install().botToken,
    SLACK_API_URL: slack.apiUrl,
  };
  return { slack, workspace, env };
}

describe('on the command line', () => {
  it('the one workspace is connected, and the doctor looks after it', async () => {
    const { env } = await aPlace();
    const run = (...words: string[]) => startProcess(CLI, words, env).ended;
    expect(await run('slack', 'connect', '--provider', 'bluegum')).toMatchObject({
      code: 0,
      stdout: 'Bluegum (T0BLUE) works for bluegum Telecom.\n',
    });
    expect(await run('doctor')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        'Bluegum (T0BLUE) works for bluegum Telecom. No channel for cards yet.',
      ),
    });
  });

  it('prints the manifest with one’s own address in it', async () => {
    const run = (...words: string[]) => startProcess(CLI, ['slack', 'manifest', ...words]).ended;
    const { code, stdout, stderr } = await run('--url', 'https://cardline.example.net/');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      oauth_config: { redirect_urls: ['https://cardline.example.net/slack/oauth_redirect'] },
      settings: { token_rotation_enabled: true },
    });
    expect((await run()).stderr).toContain('Slack calls https addresses alone: http://localhost:8787');
    expect(await run('--url', 'cardline')).toMatchObject({ code: 2, stdout: '' });
  });
});

it('the server answers Slack', async () => {
  const { env, slack, workspace } = await aPlace();
  const port = await freePort();
  const server = startProcess('src/node.ts', ['--empty'], { ...env, PORT: String(port) });
  await server.says('Cardline is ready');
  await startProcess(CLI, ['slack', 'connect', '--provider', 'bluegum'], env).ended;
  slack.deliverTo(overHttp(`http://127.0.0.1:${port}`));
  expect(await workspace.person('Kim').command('/cardline help')).toContain('What you can write');
  const forged = signedRequest(commandForm(), { secret: 'another', at: new Date().toISOString() });
  expect((await overHttp(`http://127.0.0.1:${port}`)(forged)).status).toBe(401);
  server.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
});
