/** For the tests of the fake itself: a book with a few rates, and Google's clients. */
import { clockAt, SOME_MORNING } from '../clock.ts';
import { clientsOf } from './clients.ts';
import { useFakeGoogle } from './use-fake-google.ts';

export const KIM = 'kim@wavelink.example';

export async function aBookOfRates({ locale = 'en_AU' } = {}) {
  const clock = clockAt(SOME_MORNING);
  const google = await useFakeGoogle({ clock });
  const book = google.book({ locale, tabs: ['Rates', 'Package Plans'] });
  book.paste('Rates', 'A1', [
    ['Rate Card', 'Tariff Key', 'Price', 'Effective From'],
    ['RC-1', "'0412", '0.15', '2026-03-31'],
    ['RC-1', "'0413", '0.2', '2026-04-01'],
  ]);
  return { clock, google, book, ...clientsOf(google) };
}
