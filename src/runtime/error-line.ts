/** An error as logs and terminals tell it: with what is behind it, and without what a query was asked with. */
import { unavailableIn } from '#app/ports/unavailable.ts';

export interface ErrorLine {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

/** Names, addresses and hashes of secrets are parameters of queries: no log keeps them. */
export function errorLine(error: Error): ErrorLine {
  const message = messageOf(error);
  const stack = (error.stack ?? '').replace(error.message, () => message);
  if (!(error.cause instanceof Error)) return { type: error.name, message, stack };
  const behind = errorLine(error.cause);
  return {
    type: error.name,
    message: `${message}: ${behind.message}`,
    stack: `${stack}\nbecause of ${behind.stack}`,
  };
}

const messageOf = (error: Error): string =>
  'params' in error ? error.message.replace(/\nparams: [\s\S]*$/, '') : error.message;

/** In a sentence for whoever started something. A database that is away is told first, whatever was asked of it. */
export function reasonOf(error: unknown): string {
  const told = unavailableIn(error) ?? error;
  if (!(told instanceof Error)) return String(told);
  if ('code' in told && told.code === 'ENOENT' && 'path' in told) return `there is no file ${told.path}.`;
  return told.cause instanceof Error ? `${messageOf(told)} (${reasonOf(told.cause)})` : messageOf(told);
}
