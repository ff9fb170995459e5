/** A thing by its public id, `ord_12`, as a link to its page where it has one. */
import { codeLink } from './blocks.ts';
import { type Html, path } from './html.ts';

const PAGES: Readonly<Record<string, readonly string[]>> = {
  ord: ['orders'],
  req: ['queue'],
  sub: ['subscriptions'],
  chg: ['changes'],
  run: ['billing', 'runs'],
  cl: ['billing', 'cardlines'],
  usr: ['people'],
};

export function subjectLink(subject: string): Html | string {
  const page = PAGES[/^([a-z]+)_\d+$/.exec(subject)?.[1] ?? ''];
  return page === undefined ? subject : codeLink(path(...page, subject), subject);
}
