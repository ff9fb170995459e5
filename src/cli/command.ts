/** What a command of the command line is. */
import type { ParseArgsConfig } from 'node:util';
import { systemActor } from '#app/people/system-actor.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { Services } from '#app/services.ts';
import { type Fault, notFound, ok, type Result } from '#core/result.ts';
import type { Parts } from '../compose.ts';
import type { Environment } from '../env.ts';

/** 0: done. 1: refused, or faults were found. 2: not understood. */
export type ExitCode = 0 | 1 | 2;

export interface House {
  readonly services: Services;
  readonly parts: Parts;
  /** Where people reach the server: as the environment says, otherwise where it was started last on this database. */
  url(): Promise<string>;
}

export interface Terminal {
  /** The answer, for programs and people: standard output. */
  say(text: string): void;
  /** Progress and refusals: standard error. */
  tell(text: string): void;
  readonly environment: Result<Environment>;
  /** The database and the deeds on it. Opened once, closed when the command ends. */
  open(): Promise<House>;
}

export type Values = Readonly<Record<string, string | boolean | undefined>>;

export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the command's name: `--provider CODE --as-of DATE [--preview]` */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Options that must be there. */
  readonly required?: readonly string[];
  /** What stands without a name, in order; each must be there. */
  readonly operands?: readonly string[];
  /** More words for `--help`. */
  readonly details?: string;
  run(terminal: Terminal, values: Values, operands: readonly string[]): Promise<ExitCode>;
}

export const PROVIDER = { provider: { type: 'string' } } as const;

/** Tells every fault and answers the exit code of a refusal. */
export function refused(terminal: Terminal, faults: readonly Fault[]): ExitCode {
  for (const { message, path } of faults)
    terminal.tell(path === undefined || message.startsWith(path) ? `${message}\n` : `${path}: ${message}\n`);
  return 1;
}

export const textOf = (values: Values, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : '';
};
export const optionalText = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};
/** `pricing,billing` */
export const listOf = (values: Values, name: string): string[] =>
  textOf(values, name)
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/**
 * Whoever sits at the machine, acting for the provider that `--provider` names. Refuses `provider_not_found`, and
 * `no_provider_yet` where there is none at all: a first start moves the example providers in whole, at its end.
 */
export async function actorFor({ services }: House, values: Values): Promise<Result<Actor>> {
  const code = textOf(values, 'provider');
  const tenant = await services.people.findProvider(code);
  if (tenant.ok) return ok(systemActor(tenant.value, 'cli'));
  const { providers } = await services.jobs.readStatus();
  return providers.length > 0
    ? tenant
    : notFound(
        'no_provider_yet',
        `There is no provider "${code}" yet, and no other: the database is empty. Where a first start is still building the example providers, wait until it says that Cardline is ready, which takes up to a minute, and try again; otherwise make a provider, see "cardline provider add --help".`,
      );
}
