import { describe, expect, it } from 'vitest';
import { anAppInSlack } from '../an-app.ts';
import { inlineHtml } from './html.ts';
import { parseMarkdown } from './markdown.ts';
import { inlineText, type Names, parseMrkdwn, plain } from './mrkdwn.ts';

const names: Names = {
  user: (id) => ({ U0KIM: 'Kim' })[id],
  channel: (id) => ({ C0PROV: 'provisioning' })[id],
  timeZone: 'Australia/Melbourne',
};
const html = (text: string) => inlineHtml(parseMrkdwn(text, names));
const text = (mrkdwn: string) => inlineText(parseMrkdwn(mrkdwn, names));

describe('mrkdwn', () => {
  it.each([
    ['*bold* _italic_ ~gone~ `code`', '<b>bold</b> <i>italic</i> <s>gone</s> <code>code</code>'],
    ['*bold _and italic_*', '<b>bold <i>and italic</i></b>'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['* not bold * and ** neither', '* not bold * and ** neither'],
    ['*Status:*\nactive', '<b>Status:</b><br>active'],
    ['`*not bold* &lt;b&gt;`', '<code>*not bold* &lt;b&gt;</code>'],
    ['```\nlines\nof *code*\n```', '<pre>lines\nof *code*\n</pre>'],
    ['> said\nafter', '<blockquote>said</blockquote><br>after'],
    [
      '<https://a.test/?a=1&amp;b=2|the *order*>',
      '<a href="https://a.test/?a=1&amp;b=2" rel="noreferrer">the <b>order</b></a>',
    ],
    ['<https://a.test>', '<a href="https://a.test" rel="noreferrer">https://a.test</a>'],
    ['<mailto:a@b.test|write>', '<a href="mailto:a@b.test" rel="noreferrer">write</a>'],
    [
      '<@U0KIM> in <#C0PROV>',
      '<span class="mention">@Kim</span> in <span class="mention">#provisioning</span>',
    ],
    [
      '<@U0GONE|sam> <!here> <!subteam^S0|@carriers>',
      '<span class="mention">@sam</span> <span class="mention">@here</span> <span class="mention">@carriers</span>',
    ],
    [':white_check_mark: done :custom_one:', '✅ done :custom_one:'],
    ['a &amp; b &lt;i&gt; &amp;lt;', 'a &amp; b &lt;i&gt; &amp;lt;'],
  ])('%s', (mrkdwn, expected) => {
    expect(html(mrkdwn)).toBe(expected);
  });

  it('shows dates by the reader’s clock, or the words for want of one', () => {
    const at = (format: string) => text(`<!date^1772409600^${format}|then>`);
    expect(at('{date_num} {time}')).toBe('2026-03-02 11:00 AM');
    expect(at('{date_short}')).toBe('Mar 2, 2026');
    expect(at('{date_long_pretty}')).toBe('Monday, March 2, 2026');
    expect(at('{weekday}')).toBe('then');
    expect(text('<!date^soon^{date}|then>')).toBe('then');
  });

  it('runs nothing that is written as HTML', () => {
    const evil = '<script>alert(1)</script><img src=x onerror=alert(1)> <javascript:alert(1)|click> "quoted"';
    expect(html(evil)).toBe(
      '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; &lt;javascript:alert(1)|click&gt; &quot;quoted&quot;',
    );
    expect(html('<https://a.test/"onmouseover="alert(1)|x>')).toBe(
      '<a href="https://a.test/&quot;onmouseover=&quot;alert(1)" rel="noreferrer">x</a>',
    );
    expect(
      inlineHtml([{ kind: 'link', url: 'javascript:alert(1)', inside: [{ kind: 'text', text: 'x' }] }]),
    ).toBe('x');
  });

  it('is not read in plain text, emoji are', () => {
    expect(plain('*a* :wave: &lt;')).toBe('*a* 👋 <');
    expect(plain(':wave:', false)).toBe(':wave:');
  });

  it('is what Markdown becomes', () => {
    const markdown = '# Title\n- one **bold**\n- [two](https://a.test) <b>';
    expect(inlineText(parseMarkdown(markdown, names))).toBe('Title\n• one bold\n• two <b>');
    expect(inlineHtml(parseMarkdown('**a** <b>', names))).toBe('<b>a</b> &lt;b&gt;');
  });
});

describe('a screen as a page', () => {
  it('stands alone: no script, nothing from elsewhere, whatever people wrote', async () => {
    const { client, kim, channel } = await anAppInSlack();
    const plainText = (words: string) => ({ type: 'plain_text' as const, text: words });
    const evil = '</style><script>alert(1)</script>';
    const { ts = '' } = await client.chat.postMessage({
      channel: channel.id,
      text: evil,
      blocks: [
        { type: 'header', text: plainText(evil) },
        { type: 'section', fields: [plainText(evil), { type: 'mrkdwn', text: `*Plan*\n${evil}` }] },
        { type: 'image', alt_text: evil, image_url: 'https://a.test/x.png' },
        {
          type: 'table',
          rows: [[{ type: 'raw_text', text: evil }], [{ type: 'raw_number', value: 1, text: '1.00' }]],
          column_settings: [{ align: 'right' }],
        },
        {
          type: 'actions',
          elements: [{ type: 'button', style: 'danger', text: plainText('Halt'), action_id: 'halt' }],
        },
      ],
    });
    await client.chat.postMessage({ channel: channel.id, thread_ts: ts, text: evil });
    await client.chat.postEphemeral({ channel: channel.id, user: kim.id, text: evil });
    kim.lookAt(channel);
    const page = kim.html();
    expect(page).not.toMatch(/<script|<img|<link|src=|url\(/i);
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).toContain('<button class="danger">Halt</button>');
    expect(page).toContain('Only visible to you');
    expect(page).toContain('1 reply');
    expect(channel.html()).not.toContain('Only visible to you');
    expect(channel.messages()[0]?.html()).toContain('1 reply');
  });

  it('says whom a message notifies', async () => {
    const { client, kim, channel } = await anAppInSlack();
    const post = (mrkdwn: string) =>
      client.chat.postMessage({
        channel: channel.id,
        text: 'x',
        blocks: [{ type: 'section', text: { type: 'mrkdwn', text: mrkdwn } }],
      });
    await post(`<@${kim.id}> took it`);
    await post('customer <!channel>');
    await post('customer &lt;!channel&gt;');
    expect(channel.messages().map(({ pings }) => pings)).toEqual([['@Kim'], ['@channel'], []]);
  });
});
