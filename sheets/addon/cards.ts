/** The cards in the panel beside the spreadsheet. Pure: from how things stand to what is shown. */
import type { PlacedFault, SheetOutcome } from '#app/ports/sheet-checks.ts';
import type { SheetStanding } from '#app/sheet-panel/show-standing.ts';
import { formatId } from '#core/ids.ts';
import { counted } from '#core/words.ts';
import { type Deed, deedAddress, linkAddress } from './addresses.ts';
import { changeWords, checkWords, placeAddress, placeWords } from './standing-words.ts';
import {
  buttons,
  type Card,
  card,
  deedButton,
  labelled,
  linkButton,
  paragraph,
  type Section,
  section,
  type Widget,
} from './widgets.ts';

const NAME = 'Cardline';

/** Google tells which spreadsheet it is only where the person allows it, for each one. */
export const scopeCard = (url: string): Card =>
  card(NAME, null, [
    ...section(null, [
      paragraph(
        'Cardline does not see which spreadsheet this is. Allow it for this one: what is in it, Cardline reads as it did before.',
      ),
      buttons(deedButton('Allow for this spreadsheet', deedAddress(url, 'scope'), true)),
    ]),
  ]);

/** Somebody whom Google names and Cardline does not know. */
export const strangerCard = (url: string, user: { readonly email: string }, secret: string): Card =>
  card(NAME, 'Who are you?', [
    ...section(null, [
      labelled('Google says', user.email),
      paragraph(
        'Say once who you are in Cardline, signed in there. The link works for ten minutes and for you alone: give it to nobody.',
      ),
      buttons(
        {
          ...linkButton(
            'Say who you are',
            linkAddress(url, secret),
            'Open Cardline and link this Google account',
            'RELOAD',
          ),
          type: 'FILLED',
        },
        deedButton('Refresh', deedAddress(url, 'show')),
      ),
    ]),
  ]);

/** Google does not say who it is. */
export const namelessCard = (url: string): Card =>
  card(NAME, null, [
    ...section(null, [
      paragraph(
        'Google does not say who you are: allow the add-on to see your e-mail address (Extensions, Add-ons, Manage add-ons), then refresh.',
      ),
      buttons(deedButton('Refresh', deedAddress(url, 'show'))),
    ]),
  ]);

/** A refusal, with the way on. */
export const refusalCard = (url: string, title: string, messages: readonly string[]): Card =>
  card(NAME, title, [
    ...section(null, [
      paragraph(...messages),
      buttons(
        deedButton('Refresh', deedAddress(url, 'show')),
        linkButton('Open Cardline', url, 'Open Cardline'),
      ),
    ]),
  ]);

/** How the spreadsheet stands, and what can be done. */
export function standingCard(url: string, standing: SheetStanding): Card {
  const { actor, link, check } = standing;
  const state = checkWords(standing);
  const change = changeWords(standing);
  const outcome = check?.outcome ?? null;
  return card(link.title, `Workbook of ${actor.providerName}`, [
    ...section('Cannot be used just now', link.problem === null ? [] : [paragraph(link.problem)]),
    ...section(state.title, [paragraph(...state.lines), deedButtons(url, standing)]),
    ...(outcome === null ? [] : outcomeSections(link.sheetId, outcome)),
    ...section(
      change === null ? null : 'Newest proposal',
      change === null || standing.change === null
        ? []
        : [
            labelled(change.title, change.lines.join('\n')),
            buttons(
              linkButton(
                'Open the change set',
                `${url}/changes/${formatId('change', standing.change.id)}`,
                `Open ${formatId('change', standing.change.id)} in Cardline`,
              ),
            ),
          ],
    ),
    ...section(null, [
      labelled(
        'You are',
        `${actor.actorName}, ${actor.providerName}`,
        deedButton('Unlink', deedAddress(url, 'unlink')),
      ),
    ]),
  ]);
}

function deedButtons(url: string, { actor, check }: SheetStanding): Widget {
  const deed = (text: string, what: Deed, isFirst = false) =>
    deedButton(text, deedAddress(url, what), isFirst);
  const isRunning = check?.state === 'running';
  const mayEdit = actor.powers.has('catalogue.edit');
  return buttons(
    ...(mayEdit && !isRunning ? [deed('Check', 'check', true), deed('Submit for approval', 'submit')] : []),
    deed('Refresh', 'show', isRunning),
    linkButton('Open in Cardline', `${url}/workbook/google`, 'Open the workbook’s page in Cardline'),
  );
}

const outcomeSections = (sheetId: string, outcome: SheetOutcome): Section[] => [
  ...section('Where to mend', placed(sheetId, outcome.faults)),
  ...section(
    'What would change',
    outcome.status === 'pending' ? [paragraph(...outcome.rows, ...moreRows(outcome))] : [],
  ),
  ...section(counted(outcome.noteCount, 'note'), placed(sheetId, outcome.notes)),
];

const moreRows = ({ added, changed, removed, rows }: SheetOutcome): string[] => {
  const more = added + changed + removed - rows.length;
  return more > 0 ? [`and ${counted(more, 'more row')}`] : [];
};

const placed = (sheetId: string, faults: readonly PlacedFault[]): Widget[] =>
  faults.map((fault) => {
    const address = placeAddress(sheetId, fault);
    return labelled(
      placeWords(fault),
      fault.message,
      address === null ? undefined : linkButton('Go to', address, `Go to ${placeWords(fault)}`),
    );
  });
