/** How Slack's formatting and people's words stay out of each other's way. */
import { describe, expect, it } from 'vitest';
import { entryLines } from '#bot/blocks/log.ts';
import { bold } from '#bot/blocks/text.ts';

describe('an entry of the log (PROV-4)', () => {
  it('names fields as the forms do, and points from the old to the new in every script', () => {
    const changes = {
      locationId: { from: 'LOC1', to: 'LOC2' },
      contactName: { from: null, to: 'سامي' },
    };
    expect(entryLines({ text: 'Resubmitted', changes })).toEqual([
      { text: 'Resubmitted' },
      { label: 'Location ID', text: 'LOC1 → LOC2' },
      { label: 'Contact', text: '– → \u2068سامي\u2069' },
    ]);
  });

  it('says who took a request from whom, and of one that was nobody’s says it once', () => {
    const text = 'Assigned to Eli';
    expect(entryLines({ text, changes: { assignee: { from: null, to: 'Eli' } } })).toEqual([{ text }]);
    expect(entryLines({ text, changes: { assignee: { from: 'Dana', to: 'Eli' } } })).toEqual([
      { text },
      { label: 'Assigned to', text: 'Dana → Eli' },
    ]);
  });
});

it('what has an asterisk in it is shown plainly: formatted, it would end in the middle', () => {
  expect(bold('NBN 50')).toBe('*NBN 50*');
  expect(bold('NBN ')).toBe('*NBN*');
  expect(bold('NBN *new* 50')).toBe('NBN *new* 50');
});
