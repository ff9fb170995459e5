/** Saving: piece by piece, one save at a time; what somebody else saved meanwhile stops it and is shown. */
import type { GridApp } from './app.ts';
import { type Conflict, conflictsOf } from './conflicts.ts';
import { markSaved, nextPiece, type Piece } from './saving.ts';

export type SaveOutcome =
  | { readonly kind: 'saved' }
  | { readonly kind: 'conflicts'; readonly conflicts: readonly Conflict[] }
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

export class Saving {
  readonly #app: GridApp;
  #number = 0;
  /** Sent without an answer: sent again as it was, under its number, it is saved once. */
  #unanswered: Piece | null = null;
  #running: Promise<SaveOutcome> | null = null;

  constructor(app: GridApp) {
    this.#app = app;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Whoever asks while a save is under way gets that one's outcome. */
  save(): Promise<SaveOutcome> {
    this.#app.editing.finish();
    this.#running ??= this.#saveAll().finally(() => {
      this.#running = null;
      this.#app.changedBehind();
    });
    return this.#running;
  }

  async #saveAll(): Promise<SaveOutcome> {
    const { sheet, server, headings } = this.#app;
    for (;;) {
      const piece = this.#unanswered ?? nextPiece(sheet, headings, this.#number);
      if (piece === null) return { kind: 'saved' };
      const answer = await server.save(piece.save);
      this.#unanswered = !answer.ok && answer.isUncertain ? piece : null;
      if (!answer.ok) {
        const conflicts = answer.conflicts ? conflictsOf(sheet, answer.conflicts) : [];
        return conflicts.length > 0
          ? { kind: 'conflicts', conflicts }
          : { kind: 'refused', faults: answer.faults };
      }
      this.#number += 1;
      markSaved(sheet, piece, answer.value.rows);
    }
  }
}
