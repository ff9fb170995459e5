import type { Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Token } from '../ports/people.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { PeoplePorts } from './services.ts';

/** The provider's tokens, newest first, revoked ones included; never their text. */
export const makeListTokens =
  ({ tokens }: Pick<PeoplePorts, 'tokens'>) =>
  async (actor: Actor, page: PageRequest): Promise<Result<Page<Token>>> => {
    const allowed = requirePower(actor, 'admin');
    return allowed.ok ? tokens.list(actor.providerId, page) : allowed;
  };
