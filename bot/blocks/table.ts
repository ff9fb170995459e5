/** A table of people's words in a message, a line of headings on top. */
import type { TableBlock } from '@slack/types';
import { clip, isolated } from './text.ts';

const cell = (text: string, most: number) => ({
  type: 'raw_text' as const,
  text: isolated(clip(text, most)) || '–',
});

/** @param most longest cell, in characters; an empty one shows a dash */
export const table = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  most = 60,
): TableBlock => ({
  type: 'table',
  rows: [headings, ...rows].map((cells) => cells.map((text) => cell(text, most))),
});
