/** Sending something to an address outside, signed so that the receiver knows whose it is (Standard Webhooks). */

export interface SignedMessage {
  readonly url: string;
  /** `whsec_…` */
  readonly secret: string;
  /** The one that it replaces, where the receiver may still know that alone: it signs too. */
  readonly formerSecret?: string | null;
  /** The same whenever the same is sent again: the receiver drops a repeat by it. */
  readonly id: string;
  readonly contentType: string;
  readonly body: string;
  /** Headers beside those of the signature. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface PostAnswer {
  readonly status: number;
  /** Milliseconds that the receiver asks to be left alone (Retry-After); null: it does not say. */
  readonly retryAfterMs: number | null;
}

/** Throws where there is no answer. Does not follow redirects: an address is one that somebody has set. */
export type SignedPost = (message: SignedMessage, signal: AbortSignal) => Promise<PostAnswer>;
