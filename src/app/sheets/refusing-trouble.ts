import type { Result } from '#core/result.ts';
import { SheetTrouble } from '../ports/spreadsheets.ts';

/** A deed with a spreadsheet outside: what keeps that from being used is a refusal like any other. */
export const refusingTrouble =
  <Asked extends unknown[], T>(deed: (...asked: Asked) => Promise<Result<T>>) =>
  async (...asked: Asked): Promise<Result<T>> => {
    try {
      return await deed(...asked);
    } catch (error) {
      if (error instanceof SheetTrouble) return { ok: false, faults: [error.fault] };
      throw error;
    }
  };
