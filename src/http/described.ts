/** Bodies that the core reads by itself are only described to the API document, with these. */

export const nullable = <Schema extends object>(schema: Schema) =>
  ({ anyOf: [schema, { type: 'null' }] }) as { anyOf: [Schema, { type: 'null' }] };

/** An object with these fields and no others. */
export const strict = <Properties extends object>(required: string[], properties: Properties) => ({
  type: 'object' as const,
  required,
  additionalProperties: false,
  properties,
});
