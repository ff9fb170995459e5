/** What of Google's event object matters: who, and which spreadsheet. Everything in it but the tokens is only claimed. */

export interface AddonEvent {
  /** null: Google does not say who it is, because the person did not allow it. */
  readonly userIdToken: string | null;
  /** null: the person has not let the add-on see which spreadsheet this is. */
  readonly sheetId: string | null;
}

/** @param body as it was sent; what is not there, or of another kind, reads as null */
export function readEvent(body: unknown): AddonEvent {
  return {
    userIdToken: textAt(body, 'authorizationEventObject', 'userIdToken'),
    sheetId: textAt(body, 'sheets', 'id'),
  };
}

function textAt(body: unknown, ...path: readonly string[]): string | null {
  let value: unknown = body;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return typeof value === 'string' && value !== '' ? value : null;
}
