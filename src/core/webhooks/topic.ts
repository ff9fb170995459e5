/** What the catalogue of topics says of one. */
export interface WebhookTopic {
  /** `invoice.issued` */
  readonly topic: string;
  /** When it is told, as one sentence. */
  readonly summary: string;
  /** The key of `data` that says what it is about: order is kept among those about the same. */
  readonly about: string;
  /** `data` with every key that it can have: a key of a notice that is not here does not leave. */
  readonly example: Readonly<Record<string, unknown>>;
}
