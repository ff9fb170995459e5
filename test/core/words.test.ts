import { describe, expect, it } from 'vitest';
import { asSentence, counted, grouped } from '#core/words.ts';

describe('counts in words', () => {
  it('one thing is one, none and several are several', () => {
    expect([counted(1, 'line'), counted(0, 'line'), counted(12_000, 'line')]).toEqual([
      '1 line',
      '0 lines',
      '12,000 lines',
    ]);
  });

  it('takes the plural of a word that has its own', () => {
    expect([counted(1, 'entry', 'entries'), counted(2, 'entry', 'entries')]).toEqual([
      '1 entry',
      '2 entries',
    ]);
  });

  it('puts a comma between thousands', () => {
    expect([999, 1000, 100_000, 1_234_567].map(grouped)).toEqual(['999', '1,000', '100,000', '1,234,567']);
  });
});

it('what somebody wrote ends as a sentence, once', () => {
  expect(['do not bill', 'do not bill ', 'Why?', 'Wait.'].map(asSentence)).toEqual([
    'do not bill.',
    'do not bill.',
    'Why?',
    'Wait.',
  ]);
});
