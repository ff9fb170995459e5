import { checkScopes } from '#core/people/person.ts';
import { readText } from '#core/plain-text.ts';
import { all, type Fault, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Token } from '../ports/people.ts';
import type { Actor } from '../ports/platform.ts';
import { auditOfNew } from './audit-of-new.ts';
import type { PeoplePorts } from './services.ts';

export interface CreateToken {
  /** What it is for: "billing-sync". */
  readonly name: string;
  /** Powers, or `all`. */
  readonly scopes: readonly string[];
}

/** `text` is the token itself: shown now and never again, since only its hash is kept. */
export interface CreatedToken extends Token {
  readonly text: string;
}

/** Tells a token apart in a log or a repository, so that leaked ones can be searched for. */
const PREFIX = 'cardline_';

/** Makes a token of the actor's provider, with no power that the actor lacks. */
export const makeCreateToken =
  ({ tokens, clock, secrets }: Pick<PeoplePorts, 'tokens' | 'clock' | 'secrets'>) =>
  async (actor: Actor, input: CreateToken): Promise<Result<CreatedToken>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const named = readText(input.name, {
      path: 'name',
      what: 'The name, which says what the token is for,',
      most: 100,
      code: 'invalid_name',
    });
    const checked = all<unknown, Fault>([named, checkScopes(input.scopes, actor.powers)]);
    if (!checked.ok) return checked;
    if (!named.ok) return named;
    const name = named.value;
    const text = PREFIX + secrets.token();
    const scopes = [...new Set(input.scopes)];
    const audit = auditOfNew(actor, clock, { action: 'token.created', details: { name, scopes } });
    const token = await tokens.add(
      { providerId: actor.providerId, name, scopes, hash: await secrets.hash(text), createdAt: clock.now() },
      audit,
    );
    return ok({ ...token, text });
  };
