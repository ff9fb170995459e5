import { checkSettings, type SettingsInput } from '#core/people/settings.ts';
import { all, type Fault, fault, no, ok, type Result } from '#core/result.ts';
import type { Tenant } from '../ports/platform.ts';
import type { PeoplePorts } from './services.ts';

export interface CreateProvider extends SettingsInput {
  /** Its short name in links, commands and plans' references: `wavelink`. It stays. */
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
}

const CODE = /^[a-z][a-z0-9-]{1,39}$/;

/** Takes a provider in. Nobody inside a provider can do this: it comes from the machine's command line or its first start. */
export const makeCreateProvider =
  ({ providers, clock }: Pick<PeoplePorts, 'providers' | 'clock'>) =>
  async (input: CreateProvider): Promise<Result<Tenant>> => {
    const { code, name, timeZone, ...others } = input;
    const settings = checkSettings({ name, timeZone, ...others });
    const checked = all<unknown, Fault>([checkCode(code), settings]);
    if (!checked.ok) return checked;
    if (!settings.ok) return settings;
    const at = clock.now();
    return providers.add(
      { name, timeZone, ...settings.value, code, createdAt: at },
      {
        at,
        actor: 'command line',
        via: 'cli',
        action: 'provider.created',
        subject: code,
        details: {},
        requestId: null,
      },
    );
  };

const checkCode = (code: string): Result<null> =>
  CODE.test(code)
    ? ok(null)
    : no(
        fault(
          'invalid_code',
          `"${code}" is not a provider code: 2 to 40 small letters, digits and hyphens, a letter first.`,
          'code',
        ),
      );
