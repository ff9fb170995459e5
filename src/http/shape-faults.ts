/** What a schema found, as faults in words of ours, each with its place. */
import type { z } from '@hono/zod-openapi';
import { counted } from '#core/words.ts';
import type { FaultJson } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** A place in the input as people write it: `items[2].price`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');

/** All faults of all places. An own refinement names its code in `params.code`. */
export const shapeFaults = (issues: readonly Issue[], above: readonly PropertyKey[] = []): FaultJson[] =>
  issues.flatMap((issue) => {
    const place = [...above, ...issue.path];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: pathText([...place, key]),
          code: 'unknown_field',
          message: `There is no field "${key}" here.`,
        }));
      case 'invalid_union':
        return unionFaults(issue, place);
      default:
        return [{ path: pathText(place), code: codeOf(issue), message: messageOf(issue) }];
    }
  });

/** Of the shapes that would have been possible, the one that the input comes closest to is explained. */
function unionFaults(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  place: readonly PropertyKey[],
): FaultJson[] {
  const [closest] = [...issue.errors].sort((a, b) => distance(a) - distance(b));
  return closest === undefined
    ? [{ path: pathText(place), code: issue.code, message: 'None of the possible shapes fits.' }]
    : shapeFaults(closest, place);
}

/** A field with a fixed value says which shape is meant: where it differs, another one was. */
const distance = (issues: readonly Issue[]): number =>
  issues.reduce((sum, { code }) => sum + (code === 'invalid_value' ? 100 : 1), 0);

const isMissing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && issue.message.endsWith('received undefined');

function codeOf(issue: Issue): string {
  if (isMissing(issue)) return 'required';
  const own: unknown = issue.code === 'custom' ? issue.params?.code : undefined;
  return typeof own === 'string' ? own : issue.code;
}

/** Messages that a schema was given stay; the library's own are put in words of ours. */
function messageOf(issue: Issue): string {
  if (isMissing(issue)) return 'This is required.';
  switch (issue.code) {
    case 'invalid_type':
      return isDefault(issue, 'Invalid input:')
        ? `This is to be ${article(issue.expected)} ${issue.expected}${insteadOf(issue)}.`
        : issue.message;
    case 'invalid_value':
      return isDefault(issue, 'Invalid')
        ? `This is to be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}.`
        : issue.message;
    case 'too_small':
      return isDefault(issue, 'Too small:')
        ? boundText(issue.inclusive ? 'at least' : 'more than', issue.minimum, issue.origin)
        : issue.message;
    case 'too_big':
      return isDefault(issue, 'Too big:')
        ? boundText(issue.inclusive ? 'at most' : 'less than', issue.maximum, issue.origin)
        : issue.message;
    default:
      return issue.message;
  }
}

/** What came instead; a text in an address that is no number has no name of its own. */
function insteadOf({ message }: Issue): string {
  const came = message.split(' ').at(-1);
  return came === 'NaN' ? '' : `, not ${came}`;
}

const isDefault = (issue: Issue, prefix: string): boolean => issue.message.startsWith(prefix);

const article = (word: string): string => (/^[aeiou]/.test(word) ? 'an' : 'a');

function boundText(relation: string, bound: number | bigint, origin: string): string {
  const unit = UNITS[origin];
  return unit === undefined
    ? `This is to be ${relation} ${bound}.`
    : `This is to have ${relation} ${counted(bound, unit)}.`;
}

const UNITS: Readonly<Record<string, string>> = { string: 'character', array: 'item' };
