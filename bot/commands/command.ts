/** What `/cardline` understands: one entry for each word, which is also what `help` lists. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Result } from '#core/result.ts';
import type { BotParts } from '../bot-parts.ts';
import type { Turn } from '../turn.ts';

/** Something said that only the person who typed sees. */
export interface Saying {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
}

/** An answer, with more that comes behind it where it takes its time; or a form that opens, with nothing said. */
export type Answer = (Saying & { readonly after?: () => Promise<Saying> }) | { readonly opens: ModalView };

export interface Asked {
  /** What was typed behind the word. */
  readonly words: readonly string[];
  /** The channel that it was typed in. */
  readonly channelId: string;
}

export interface Command {
  readonly word: string;
  /** What may stand behind it: "NUMBER". */
  readonly usage?: string;
  /** In half a sentence, for `help`. */
  readonly says: string;
  readonly run: (parts: BotParts, turn: Turn, asked: Asked) => Promise<Result<Answer>>;
}
