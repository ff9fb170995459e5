import { expect, it } from 'vitest';
import { anApi } from '#test/support/api.ts';
import { operationsIn, readDocument } from '../support/document.ts';

it('shows every operation under its heading, for a person without a script', async () => {
  const api = await anApi();
  const { status, text, headers } = await api.withToken(null).get('/docs');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toContain('text/html');
  for (const { method, path, operation } of operationsIn(await readDocument(api))) {
    expect(text).toContain(
      `<span class="method ${method}">${method.toUpperCase()}</span> <code class="path">${path}</code>`,
    );
    expect(text).toContain(`>${operation.tags?.[0]}</h2>`);
  }
  expect(text).not.toMatch(/<script|\son\w+=|(?:href|src)=.https?:\/\/(?!cardline\.test)/);
});

it('loads its own style and nothing else', async () => {
  const api = await anApi();
  const nobody = api.withToken(null);
  const policy = (await nobody.get('/docs')).headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; style-src 'self'");
  expect((await nobody.get('/docs/style.css')).headers.get('content-type')).toContain('text/css');
});

it('tells what an operation takes, needs and answers, and how to call it', async () => {
  const api = await anApi();
  const { text } = await api.withToken(null).get('/docs');
  const part = text.slice(text.indexOf('<details id="post-v1-people">'));
  const operation = part.slice(0, part.indexOf('</details>'));
  expect(operation).toContain('Needs a token with the scope &quot;admin&quot;.');
  expect(operation).toContain('<code>roles</code> <span class="remark">required</span>');
  expect(operation).toContain('<strong class="status">201</strong>');
  expect(operation).toContain('The token lacks the power that this takes');
  expect(operation).toContain('-H &quot;Authorization: Bearer $CARDLINE_TOKEN&quot;');
  expect(operation).toContain('&quot;email&quot;: &quot;kim@example.com&quot;');
});
