import { checkSettings, type SettingsInput } from '#core/people/settings.ts';
import { ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { ProviderProfile } from '../ports/providers.ts';
import type { PeoplePorts } from './services.ts';

/** Changes the settings that are given, all of them or (with every fault named) none. Bills already made stay as they are. */
export const makeChangeSettings =
  ({ providers, clock }: Pick<PeoplePorts, 'providers' | 'clock'>) =>
  async (actor: Actor, input: SettingsInput): Promise<Result<ProviderProfile>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const settings = checkSettings(input);
    if (!settings.ok) return settings;
    const before = await providers.profile(actor.providerId);
    const names = Object.keys(settings.value) as (keyof typeof settings.value)[];
    if (names.length === 0) return ok(before);
    await providers.change(
      actor.providerId,
      settings.value,
      auditOf(actor, clock, {
        action: 'provider.settings_changed',
        subject: actor.providerCode,
        details: { from: Object.fromEntries(names.map((name) => [name, before[name]])), to: settings.value },
      }),
    );
    return ok({ ...before, ...settings.value });
  };
