/** What the tick does for re-ratings (USE-8): works out what a publish proposed, and writes what was accepted to its end. */
import type { Actor } from '../ports/platform.ts';
import { writeRerate } from './accept-rerate.ts';
import { type MeasurePorts, measureRerate } from './measure-rerate.ts';
import type { RatingBooks } from './rating-books.ts';

/** @param signal raised where it is to stop; the next tick goes on */
export const makeGoOnWithRerate =
  (ports: MeasurePorts, books: RatingBooks) =>
  async (actor: Actor, id: number, signal: AbortSignal): Promise<void> => {
    const rerate = await ports.rerates.find(actor.providerId, id);
    if (rerate?.status === 'measuring') await measureRerate(ports, books, actor, rerate, signal);
    if (rerate?.status === 'accepting') await writeRerate(ports, books, actor, rerate, signal);
  };
