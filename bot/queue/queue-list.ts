/** The queue as a list: the same in a message that one person sees and on App Home. */
import type { KnownBlock } from '@slack/types';
import type { QueuePage } from '#app/orders/list-queue.ts';
import type { RequestView } from '#app/orders/views.ts';
import { countedOfOneText, countedText } from '#core/orders/queue-counts.ts';
import {
  actions,
  button,
  type Choice,
  context,
  divider,
  linkButton,
  section,
  select,
} from '../blocks/blocks.ts';
import { fitsIntoMessage } from '../blocks/budget.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import { deedButtons, detailsButton } from '../requests/request-card.ts';
import {
  assigneeWords,
  requestTitle,
  stateWords,
  waitingWords,
  wantedWords,
} from '../requests/request-words.ts';
import { AGES, type Age, type QueueState, writeState } from './queue-state.ts';

/** A page that is read at a glance, in a message of 50 blocks as on App Home. */
export const REQUESTS_A_PAGE = 10;

export const FILTER = 'queue.filter.';
export const NEXT_PAGE = 'queue.next';
export const FIRST_PAGE = 'queue.first';
export const ACTIVATE_SEVERAL = 'queue.activate_several';

/** Block ids of a list carry what it shows: `list:3|assigned=mine`. */
const BLOCK = /^list:[^|]*\|(.*)$/;
export const stateOfBlock = (blockId: string): string => BLOCK.exec(blockId)?.[1] ?? '';
const blockId = (name: string | number, state: QueueState): string => `list:${name}|${writeState(state)}`;

/** Those with most to do. */
const MENU_ITEMS = 15;
const ANY = '*';

/** Rows with all their buttons; where long names make that more than a message holds, short ones, from which Details leads on. */
export function queueList(page: QueuePage, state: QueueState, url: string): KnownBlock[] {
  const full = listWith(page, state, url, requestRow);
  return fitsIntoMessage(full) ? full : listWith(page, state, url, shortRow);
}

function listWith(
  page: QueuePage,
  state: QueueState,
  url: string,
  row: (request: RequestView, state: QueueState) => KnownBlock[],
): KnownBlock[] {
  return [
    section(countWords(page)),
    actions(blockId('filters', state), filters(page, state)),
    ...(page.items.length === 0 ? [section(emptyWords(state))] : []),
    ...page.items.flatMap((request) => row(request, state)),
    divider,
    actions(blockId('pages', state), [
      ...(state.cursor === null ? [] : [button(FIRST_PAGE, 'Back to the start')]),
      ...(page.nextCursor === null ? [] : [button(NEXT_PAGE, 'Next', { value: page.nextCursor })]),
      ...(page.items.some(({ deeds }) => deeds.includes('activate'))
        ? [button(ACTIVATE_SEVERAL, 'Activate several')]
        : []),
      linkButton('Open in Cardline', `${url}/queue`),
    ]),
  ];
}

function countWords({ counts }: QueuePage): string {
  const { pending, halted, mine, unassigned, late } = counts;
  return [
    bold(`${countedText(pending)} pending`),
    `${countedText(halted)} halted`,
    `${countedText(mine)} mine`,
    `${countedText(unassigned)} unassigned`,
    ...(late > 0 ? [bold(`⏰ ${countedText(late)} late`)] : []),
  ].join('  ·  ');
}

const emptyWords = (state: QueueState): string =>
  writeState({ ...state, cursor: null }) === ''
    ? ':tada: Nothing is waiting.'
    : 'Nothing in the queue fits these filters.';

const STATUS_CHOICES: readonly Choice[] = [
  { value: 'pending', label: 'Pending' },
  { value: 'halted', label: 'Provisioning Halted' },
  { value: 'open', label: 'Pending and halted' },
];
const ASSIGNED_CHOICES: readonly Choice[] = [
  { value: 'all', label: 'Everybody’s' },
  { value: 'mine', label: 'Mine' },
  { value: 'nobody', label: 'Unassigned' },
];
const AGE_WORDS: Readonly<Record<Age, string>> = {
  any: 'Any age',
  late: 'Late',
  '2': 'Older than 2 days',
  '5': 'Older than 5 days',
  '10': 'Older than 10 days',
  '20': 'Older than 20 days',
};

function filters({ counts }: QueuePage, state: QueueState) {
  const menu = (name: keyof QueueState, placeholder: string, choices: readonly Choice[]) =>
    select(`${FILTER}${name}`, placeholder, choices, state[name] ?? ANY);
  const found = (
    any: string,
    present: readonly { readonly name: string; readonly count: number }[],
  ): Choice[] => [
    { value: ANY, label: any },
    // A menu's values have at most 75 characters; the filters share the room of a message with the rows.
    ...[...present]
      .sort((a, b) => b.count - a.count)
      .slice(0, MENU_ITEMS)
      .flatMap(({ name, count }) =>
        name.length <= 75 ? [{ value: name, label: `${clip(name, 30)} (${countedOfOneText(count)})` }] : [],
      ),
  ];
  return [
    menu('status', 'State', STATUS_CHOICES),
    menu('assigned', 'Whose', ASSIGNED_CHOICES),
    menu(
      'supplier',
      'Supplier',
      found(
        'Any supplier',
        counts.suppliers.map(({ supplier, count }) => ({ name: supplier, count })),
      ),
    ),
    menu(
      'serviceType',
      'Service type',
      found(
        'Any service type',
        counts.serviceTypes.map(({ serviceType, count }) => ({ name: serviceType, count })),
      ),
    ),
    menu(
      'age',
      'Age',
      AGES.map((value) => ({ value, label: AGE_WORDS[value] })),
    ),
  ];
}

/** What a filter's menu says, laid over the state; a changed filter begins at the first page. */
export function withFilter(state: QueueState, name: string, chosen: string | null): QueueState {
  const value = chosen === null || chosen === ANY ? null : chosen;
  return { ...state, cursor: null, [name]: value };
}

function requestRow(request: RequestView, state: QueueState): KnownBlock[] {
  return [
    section(rowWords(request)),
    ...(request.rejectionDetails === null
      ? []
      : [context(`:speech_balloon: ${safe(clip(request.rejectionDetails, 200))}`)]),
    actions(blockId(request.id, state), deedButtons(request)),
  ];
}

const shortRow = (request: RequestView, state: QueueState): KnownBlock[] => [
  { ...section(rowWords(request), detailsButton(request)), block_id: blockId(request.id, state) },
];

function rowWords(request: RequestView): string {
  const { account, seller, supplier, status, requestedOn } = request;
  return `${bold(safe(clip(requestTitle(request), 120)))}\n${[
    stateWords(status),
    safe(clip(account?.name ?? seller.name, 80)),
    ...(supplier === seller.code ? [] : [safe(clip(supplier, 40))]),
    requestedOn === null ? 'as soon as possible' : `wanted on ${wantedWords(request)}`,
    ...(status === 'pending' || status === 'halted' ? [safe(waitingWords(request))] : []),
    request.assignee === null ? 'unassigned' : safe(clip(assigneeWords(request), 60)),
  ].join(' · ')}`;
}
