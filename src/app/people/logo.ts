/** The provider's logo on its invoices. */
import { checkLogo } from '#core/people/logo.ts';
import { fault, no, notFound, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { PeoplePorts } from './services.ts';

type LogoPorts = Pick<PeoplePorts, 'providers' | 'isDrawable' | 'clock'>;

/** The PNG; refused with `no_logo` where there is none. */
export const makeReadLogo =
  ({ providers }: Pick<LogoPorts, 'providers'>) =>
  async (actor: Actor): Promise<Result<Uint8Array>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const logo = await providers.logo(actor.providerId);
    return logo === null ? notFound('no_logo', 'No logo has been set.') : ok(logo);
  };

/** From now on it is on every invoice that is opened, those of before too; null takes it off. */
export const makeSetLogo =
  ({ providers, isDrawable, clock }: LogoPorts) =>
  async (actor: Actor, content: Uint8Array | null): Promise<Result<null>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const logo = content === null ? ok(null) : checkLogo(content);
    if (!logo.ok) return logo;
    if (logo.value !== null && !(await isDrawable(logo.value)))
      return no(fault('logo_damaged', 'The picture is damaged: save it as PNG once more.', 'logo'));
    await providers.setLogo(
      actor.providerId,
      logo.value,
      auditOf(actor, clock, {
        action: logo.value === null ? 'provider.logo_removed' : 'provider.logo_set',
        subject: actor.providerCode,
        details: logo.value === null ? {} : { bytes: logo.value.length },
      }),
    );
    return ok(null);
  };
