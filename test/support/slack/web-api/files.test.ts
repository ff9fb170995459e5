import type { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { anAppInSlack, clientFor } from '../an-app.ts';
import { refusal, refused } from '../refused.ts';

describe('files', () => {
  it('of the app are uploaded in three steps and shared', async () => {
    const { client, channel } = await anAppInSlack();
    const csv = Buffer.from('prefix,price\n0011,0.10\n');
    await client.filesUploadV2({
      channel_id: channel.id,
      filename: 'prices.csv',
      file: csv,
      initial_comment: 'New prices',
    });
    expect(channel.messages().map(({ text }) => text)).toEqual(['New prices\n📎 prices.csv']);
  });

  it('of people are read with a token; without one Slack answers with a page to sign in', async () => {
    const { client, kim, trigger, installed } = await aFileField();
    await kim.upload('Contract document', { name: 'contract.pdf', content: '%PDF-1.7 signed' });
    const file = (await trigger()).files[0];
    expect(file).toMatchObject({
      name: 'contract.pdf',
      filetype: 'pdf',
      mimetype: 'application/pdf',
      size: 15,
    });
    expect((await client.files.info({ file: file?.id ?? '' })).file).toMatchObject({ name: 'contract.pdf' });
    const get = (headers: Record<string, string>) =>
      fetch(file?.url_private_download ?? '', { headers, redirect: 'manual' });
    const read = await get({ authorization: `Bearer ${installed.botToken}` });
    expect(await read.text()).toBe('%PDF-1.7 signed');
    expect((await get({})).status).toBe(302);
  });

  it('cannot be asked for without the scope to read them', async () => {
    const { slack } = await anAppInSlack();
    const bluegum = slack.workspace({ id: 'T0BLUE', name: 'Bluegum' });
    const { botToken } = bluegum.install({ scopes: ['commands'] });
    const opened = openFileField(clientFor(slack.apiUrl, botToken), 'T0BLUE');
    expect(await refusal(opened)).toMatchObject({
      error: 'missing_scope',
      needed: 'files:read',
      provided: 'commands',
    });
  });

  it('fit the field, and exist', async () => {
    const { client, kim } = await aFileField();
    const upload = (name: string) => kim.upload('Contract document', { name, content: 'x' });
    await expect(upload('contract.exe')).rejects.toThrow('Slack takes only pdf there');
    await upload('one.pdf');
    await expect(upload('two.pdf')).rejects.toThrow('no more than 1');
    expect(await refused(client.files.info({ file: 'F0NONE' }))).toBe('file_not_found');
  });
});

interface Uploaded {
  readonly id: string;
  readonly url_private_download: string;
}

/** A modal with a file field, open on Kim's screen; `trigger` submits it and answers the files that came. */
async function aFileField() {
  const parts = await anAppInSlack();
  const { app, client, kim } = parts;
  await kim.command('/cardline', { in: '#provisioning' });
  await openFileField(client, String(app.last().trigger_id));
  const trigger = async () => {
    await kim.submit();
    const view = app.last().view as { state: { values: { contract: { file: { files: Uploaded[] } } } } };
    return view.state.values.contract.file;
  };
  return { ...parts, trigger };
}

function openFileField(client: WebClient, trigger_id: string) {
  const plain = (text: string) => ({ type: 'plain_text' as const, text });
  return client.views.open({
    trigger_id,
    view: {
      type: 'modal',
      title: plain('New order'),
      submit: plain('Send'),
      blocks: [
        {
          type: 'input',
          block_id: 'contract',
          label: plain('Contract document'),
          element: { type: 'file_input', action_id: 'file', filetypes: ['pdf'], max_files: 1 },
        },
      ],
    },
  });
}
