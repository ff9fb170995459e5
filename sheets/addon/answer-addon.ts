/**
 * What the add-on answers Google. Two tokens have to fit: one says that it is Google which calls, for this installation's add-on, at this very
 * address; the other who sits before the panel. Powers are those that the person has everywhere.
 */
import type { ProvenIdentity } from '#app/ports/google.ts';
import type { Actor } from '#app/ports/platform.ts';
import { forbidden, ok, type Result } from '#core/result.ts';
import { type AddonParts, type AddonSettings, bearerOf, PATIENCE_MS } from './addon-parts.ts';
import { type Deed, deedAddress } from './addresses.ts';
import { pushed, scopeRequest, updated } from './answers.ts';
import { namelessCard, refusalCard, scopeCard, standingCard, strangerCard } from './cards.ts';
import { type AddonEvent, readEvent } from './read-event.ts';
import { checkWords } from './standing-words.ts';
import type { Card } from './widgets.ts';

export interface AddonCall {
  readonly deed: Deed;
  /** As it came. */
  readonly authorization: string;
  readonly body: unknown;
  readonly requestId: string;
}

/** Refuses with `identity_refused` what does not come from Google, or names its person by a token that does not hold. */
export const makeAnswerAddon =
  (parts: AddonParts & { readonly settings: AddonSettings }) =>
  async ({ deed, authorization, body, requestId }: AddonCall): Promise<Result<object>> => {
    const { services, identities, settings, url } = parts;
    const caller = await identities.prove(bearerOf(authorization), [deedAddress(url, deed)]);
    if (!caller.ok) return caller;
    if (caller.value.email !== settings.serviceAccount)
      return forbidden(
        'identity_refused',
        `The call comes from ${caller.value.email}, which is not this add-on’s account.`,
      );
    if (deed === 'scope') return ok(scopeRequest());
    const shown = deed === 'home' || deed === 'file' ? pushed : updated;
    const event = readEvent(body);
    if (event.userIdToken === null) return ok(shown(namelessCard(url)));
    const user = await identities.prove(event.userIdToken, [settings.clientId]);
    if (!user.ok) return user;
    const actor = await services.google.recognise(user.value, requestId);
    if (!actor.ok) return ok(shown(await strangerAt(parts, user.value)));
    if (deed === 'unlink') {
      await services.google.unlink(actor.value, user.value);
      return ok(updated(await strangerAt(parts, user.value), 'Unlinked.'));
    }
    return ok(await answerPerson(parts, deed, actor.value, event, shown));
  };

const strangerAt = async ({ services, url }: AddonParts, user: ProvenIdentity): Promise<Card> =>
  strangerCard(url, user, (await services.google.requestLink(user)).secret);

async function answerPerson(
  { services, url }: AddonParts,
  deed: Exclude<Deed, 'scope' | 'unlink'>,
  actor: Actor,
  { sheetId }: AddonEvent,
  shown: (card: Card, notification?: string) => object,
): Promise<object> {
  if (sheetId === null) return shown(scopeCard(url));
  const isDeed = deed === 'check' || deed === 'submit';
  const standing = isDeed
    ? await services.sheetPanel.run(actor, { sheetId, deed }, PATIENCE_MS)
    : await services.sheetPanel.show(actor, sheetId);
  if (!standing.ok)
    return shown(
      refusalCard(
        url,
        actor.providerName,
        standing.faults.map(({ message }) => message),
      ),
    );
  return shown(
    standingCard(url, standing.value),
    isDeed ? `${checkWords(standing.value).title}.` : undefined,
  );
}
