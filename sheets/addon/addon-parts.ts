/** What the panel in the spreadsheet is made of. */
import type { IdentityTokens } from '#app/ports/google.ts';
import type { Services } from '#app/services.ts';

/** The installation's add-on, as it is set up in its Google Cloud project. */
export interface AddonSettings {
  /** Whose token its calls carry: `service-…@gcp-sa-gsuiteaddons.iam.gserviceaccount.com`. */
  readonly serviceAccount: string;
  /** For whom tokens of persons are made out. */
  readonly clientId: string;
}

/** OAuth client ids of scripts, with the codes of the providers whose spreadsheets they may be in. */
export type ScriptClients = ReadonlyMap<string, ReadonlySet<string>>;

export interface AddonParts {
  readonly services: Pick<Services, 'google' | 'sheetPanel'>;
  readonly identities: IdentityTokens;
  /** Where people and Google reach Cardline, without a slash at its end. */
  readonly url: string;
}

/** How long an answer may be waited for: Google waits half a minute for a panel, and says that it failed. */
export const PATIENCE_MS = 15_000;

/** The token of an Authorization header; empty where there is none. */
export const bearerOf = (authorization: string): string => /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
