/** What the script in a spreadsheet is answered: the same deeds as the add-on's, in words. */
import type { PlacedFault } from '#app/ports/sheet-checks.ts';
import type { SheetStanding } from '#app/sheet-panel/show-standing.ts';
import { fault, forbidden, no, ok, type Result } from '#core/result.ts';
import { type AddonParts, bearerOf, PATIENCE_MS, type ScriptClients } from './addon-parts.ts';
import { linkAddress } from './addresses.ts';
import { changeWords, checkWords, placeWords } from './standing-words.ts';

export interface ScriptCall {
  readonly authorization: string;
  readonly body: unknown;
  readonly requestId: string;
}

/** What sheets/apps-script/Code.js reads. */
export interface ScriptAnswer {
  readonly title: string;
  readonly lines: readonly string[];
  /** A page to open: where to say who one is, or the workbook's. */
  readonly url: string;
  /** Whether `url` is where to say who one is. */
  readonly isStranger: boolean;
  readonly faults: readonly (PlacedFault & { readonly place: string })[];
}

const DEEDS = ['check', 'submit', 'show'] as const;

/**
 * Refuses with `identity_refused` a token that is for no script that is allowed here, and with `script_other_provider` where the script is
 * allowed for other companies alone.
 */
export const makeAnswerScript =
  (parts: AddonParts & { readonly scripts: ScriptClients }) =>
  async ({ authorization, body, requestId }: ScriptCall): Promise<Result<ScriptAnswer>> => {
    const { services, identities, scripts, url } = parts;
    const user = await identities.prove(bearerOf(authorization), [...scripts.keys()]);
    if (!user.ok) return user;
    const asked = readCall(body);
    if (!asked.ok) return asked;
    const actor = await services.google.recognise(user.value, requestId);
    if (!actor.ok) {
      const { secret } = await services.google.requestLink(user.value);
      return ok({
        title: 'Who are you?',
        lines: [
          `Google says ${user.value.email}. Say once who you are in Cardline, signed in there: open the page below, which works for ten minutes and for you alone.`,
        ],
        url: linkAddress(url, secret),
        isStranger: true,
        faults: [],
      });
    }
    if (!scripts.get(user.value.audience)?.has(actor.value.providerCode))
      return forbidden(
        'script_other_provider',
        `This script is not allowed for ${actor.value.providerName}: whoever runs Cardline adds ${actor.value.providerCode}=${user.value.audience} to GOOGLE_SCRIPT_CLIENTS.`,
      );
    const { deed, sheetId } = asked.value;
    const standing =
      deed === 'show'
        ? await services.sheetPanel.show(actor.value, sheetId)
        : await services.sheetPanel.run(actor.value, { sheetId, deed }, PATIENCE_MS);
    return standing.ok ? ok(toAnswer(standing.value, url)) : standing;
  };

function readCall(
  body: unknown,
): Result<{ readonly deed: (typeof DEEDS)[number]; readonly sheetId: string }> {
  const { do: asked, sheet } =
    typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  const deed = DEEDS.find((each) => each === asked);
  const faults = [
    ...(deed === undefined ? [fault('unknown_deed', `"do" is one of ${DEEDS.join(', ')}.`, 'do')] : []),
    ...(typeof sheet !== 'string' || sheet === ''
      ? [fault('sheet_missing', '"sheet" is the id of the spreadsheet.', 'sheet')]
      : []),
  ];
  return deed === undefined || typeof sheet !== 'string' || faults.length > 0
    ? no(...faults)
    : ok({ deed, sheetId: sheet });
}

function toAnswer(standing: SheetStanding, url: string): ScriptAnswer {
  const { title, lines } = checkWords(standing);
  const change = changeWords(standing);
  return {
    title,
    lines: [
      ...lines,
      ...(standing.check?.outcome?.status === 'pending' ? standing.check.outcome.rows : []),
      ...(change === null ? [] : [`${change.title}. ${change.lines.join(' ')}`]),
    ],
    url: `${url}/workbook/google`,
    isStranger: false,
    faults: (standing.check?.outcome?.faults ?? []).map((each) => ({ ...each, place: placeWords(each) })),
  };
}
