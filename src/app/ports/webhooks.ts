/** Where webhooks out are kept: addresses of a provider's own programs, each told of what it asks for, signed with a secret of its own. */
import type { Instant } from '#core/calendar.ts';
import type { Result } from '#core/result.ts';
import type { WebhookSettings } from '#core/webhooks/webhook.ts';
import type { AuditOfNew } from './people.ts';
import type { AuditEntry, OutboxMessage, Page, PageRequest, Traces } from './platform.ts';

export const WEBHOOK_STATUSES = ['active', 'disabled'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

export interface Webhook extends WebhookSettings {
  readonly id: number;
  readonly status: WebhookStatus;
  /** Why it was switched off, where nobody did so by hand. */
  readonly disabledReason: string | null;
  readonly createdAt: Instant;
  readonly createdBy: string;
  /** Until when the secret before the last rotation signs too; null: there is none. */
  readonly formerSecretUntil: Instant | null;
}

/** A webhook with what it signs with. */
export interface SignedWebhook extends Webhook {
  readonly providerId: number;
  readonly sealedSecret: string;
  readonly sealedFormerSecret: string | null;
}

export interface NewWebhook extends WebhookSettings {
  readonly providerId: number;
  readonly sealedSecret: string;
  readonly createdAt: Instant;
  readonly createdBy: string;
}

/** What delivering needs; of every provider. */
export interface WebhookDirectory {
  /** The active ones of these providers. */
  activeOf(providerIds: readonly number[]): Promise<readonly (Webhook & { readonly providerId: number })[]>;
  signed(id: number): Promise<SignedWebhook | null>;
  /** Leaves one that is disabled already, and the traces, as they are. */
  disable(providerId: number, id: number, reason: string | null, traces: Traces): Promise<void>;
}

export interface WebhookStore extends WebhookDirectory {
  /** Newest first, disabled ones included. */
  list(providerId: number, page: PageRequest): Promise<Result<Page<Webhook>>>;
  find(providerId: number, id: number): Promise<Webhook | null>;
  add(webhook: NewWebhook, audit: AuditOfNew): Promise<Webhook>;
  /** Active again, its reason forgotten, where `status` says so. */
  change(
    providerId: number,
    id: number,
    changed: WebhookSettings & { readonly status: WebhookStatus },
    audit: AuditEntry,
  ): Promise<void>;
  /** The secret that there is becomes the former one. */
  rotate(
    providerId: number,
    id: number,
    secret: { readonly sealedSecret: string; readonly formerSecretUntil: Instant },
    audit: AuditEntry,
  ): Promise<void>;
  /** Writes a notice for the outside, with its audit row. */
  tell(message: OutboxMessage, audit: AuditEntry): Promise<void>;
}
