/**
 * Slack as Cardline knows it: workspaces that it is installed in, which Slack message shows what, which events were worked
 * on, and links by which people say who they are there. Tokens are kept sealed; `Installation` holds none.
 */
import type { Instant } from '#core/calendar.ts';
import type { SlackUser } from '#core/people/person.ts';
import type { Result } from '#core/result.ts';
import type { AuditEntry, Tenant } from './platform.ts';

// ---- installations

/** Cardline's app in a workspace, or (org-wide) in all workspaces of an Enterprise organisation. It belongs to one provider. */
export interface Installation {
  readonly id: number;
  readonly tenant: Tenant;
  readonly enterpriseId: string | null;
  /** null: installed org-wide */
  readonly teamId: string | null;
  readonly isEnterpriseInstall: boolean;
  /** `teamId`, or `enterpriseId` where installed org-wide. One live installation a workspace. */
  readonly workspace: string;
  readonly workspaceName: string;
  readonly botUserId: string;
  /** Where the provider's cards go; null: nowhere yet. */
  readonly channelId: string | null;
  /** The Slack user who installed it; null where its token comes from the environment. */
  readonly installedBy: string | null;
  readonly installedAt: Instant;
  /** When it was uninstalled or disconnected; null: it is live. */
  readonly revokedAt: Instant | null;
  /** What keeps it from working, for people; null: nothing known. */
  readonly problem: string | null;
}

/** How Slack's payloads name a workspace. */
export interface WorkspaceQuery {
  readonly enterpriseId: string | null;
  readonly teamId: string | null;
  readonly isEnterpriseInstall: boolean;
}

export interface NewInstallation {
  readonly providerId: number;
  readonly enterpriseId: string | null;
  readonly teamId: string | null;
  readonly isEnterpriseInstall: boolean;
  readonly workspaceName: string;
  readonly botUserId: string;
  readonly installedBy: string | null;
  readonly installedAt: Instant;
  /** null: the token stays in the environment (SLACK_BOT_TOKEN) */
  readonly credentials: SealedCredentials | null;
}

/** Tokens as they are kept. */
export interface SealedCredentials {
  readonly token: string;
  /** null where the app's tokens do not rotate */
  readonly refreshToken: string | null;
  readonly expiresAt: Instant | null;
}

/** `revision` counts up with each rotation, so that only who holds the newest may replace it. */
export interface StoredCredentials extends SealedCredentials {
  readonly revision: number;
}

// ---- messages, links

/** A message that can be changed later. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
}

/** Somebody in Slack who wants to be linked to a person of Cardline. */
export interface LinkRequest {
  readonly user: SlackUser;
  /** As Slack names the user: `kim`. */
  readonly userName: string;
  readonly installationId: number;
}

/** Whether an event is to be worked on: `taken` now; `done` before; `busy` elsewhere at this moment. */
export type EventClaim = 'taken' | 'done' | 'busy';

export interface SlackInstallations {
  /**
   * The installation that a payload is about: of the workspace itself, else of its organisation; a live one before one that
   * was revoked.
   */
  findInstallation(query: WorkspaceQuery): Promise<Installation | null>;
  installation(id: number): Promise<Installation | null>;
  /** Live ones, of several providers at once. */
  installationsOf(providerIds: readonly number[]): Promise<readonly Installation[]>;
  /** A provider's, those no longer live too, in the order in which they were first installed. */
  workspacesOf(providerId: number): Promise<readonly Installation[]>;
  /** Every live one, whoever's; for who runs Cardline. */
  allInstallations(): Promise<readonly Installation[]>;
  /**
   * Installs, or installs again: then channel and messages stay, and a problem is forgotten. Refuses a workspace that is
   * live for another provider (`workspace_taken`).
   */
  save(installation: NewInstallation, audit: AuditEntry): Promise<Result<Installation>>;
  /** Its tokens are forgotten; an installation that is revoked already stays as it was, without an audit entry. */
  revoke(id: number, at: Instant, audit: AuditEntry): Promise<void>;
  setChannel(id: number, channelId: string | null, audit: AuditEntry): Promise<void>;
  setProblem(id: number, problem: string | null): Promise<void>;

  /** null where the token is in the environment, or was forgotten */
  credentials(id: number): Promise<StoredCredentials | null>;
  /** The right to rotate credentials, until an instant; false: somebody else has it, or they were rotated meanwhile. */
  claimRotation(id: number, revision: number, claim: Span): Promise<boolean>;
  /** Only while the revision is the one that was claimed; false: it came too late, and nothing was changed. */
  rotate(id: number, revision: number, credentials: SealedCredentials): Promise<boolean>;
}

/** From when until when something is somebody's. */
export interface Span {
  readonly at: Instant;
  readonly until: Instant;
}

export interface SlackEvents {
  /**
   * Takes an event for so long; one whose worker died (it was not finished within its time) is taken again. Forgets those
   * that Slack no longer repeats.
   */
  takeEvent(eventId: string, claim: Span): Promise<EventClaim>;
  finishEvent(eventId: string, at: Instant): Promise<void>;
  /** It failed: the next delivery takes it at once. */
  releaseEvent(eventId: string): Promise<void>;
}

export interface SlackMessages {
  /** The one message that shows a subject (`req_12`) in a workspace. */
  message(installationId: number, subject: string): Promise<SlackMessage | null>;
  /** Instead of any before. */
  saveMessage(installationId: number, subject: string, message: SlackMessage): Promise<void>;
}

export interface SlackLinks {
  addLinkRequest(hash: string, request: LinkRequest, span: Span): Promise<void>;
  /** null where it is unknown, used or past its time, or its installation revoked */
  linkRequest(hash: string, at: Instant): Promise<KnownLinkRequest | null>;
  /** Uses the request up and links, both or neither. Refuses with `link_spent` and `slack_user_taken`. */
  redeemLinkRequest(hash: string, personId: number, at: Instant, audit: AuditEntry): Promise<Result<null>>;
  /** Of a provider, by name. */
  linkedUsers(providerId: number): Promise<readonly LinkedUser[]>;
}

/** A person with a Slack user that is linked to it. */
export interface LinkedUser {
  readonly personId: number;
  readonly personName: string;
  readonly personEmail: string;
  readonly user: SlackUser;
  /** null where an admin typed the ids */
  readonly userName: string | null;
  readonly linkedAt: Instant;
}

export interface KnownLinkRequest extends LinkRequest {
  readonly installation: Installation;
}

export type SlackStore = SlackInstallations & SlackEvents & SlackMessages & SlackLinks;

// ---- Slack itself

/** What Slack grants when somebody installs the app. */
export interface Granted {
  readonly enterpriseId: string | null;
  readonly teamId: string | null;
  readonly isEnterpriseInstall: boolean;
  readonly workspaceName: string;
  readonly botUserId: string;
  readonly installedBy: string;
  readonly tokens: GrantedTokens;
}

export interface GrantedTokens {
  readonly token: string;
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number | null;
}

/** Who a bot token is. */
export interface BotIdentity {
  readonly enterpriseId: string | null;
  readonly teamId: string | null;
  readonly isEnterpriseInstall: boolean;
  readonly workspaceName: string;
  readonly botUserId: string;
}

/** Slack said no: asking again gives the same answer (`invalid_refresh_token`, `token_revoked`). What may pass is thrown otherwise. */
export class SlackRefusal extends Error {
  readonly reason: string;
  constructor(reason: string, options?: ErrorOptions) {
    super(`Slack answered "${reason}".`, options);
    this.name = 'SlackRefusal';
    this.reason = reason;
  }
}

/** The few calls that are about tokens themselves. */
export interface SlackGateway {
  /** Where a browser goes to install the app. */
  authorizeUrl(state: string, redirectUrl: string): string;
  exchange(code: string, redirectUrl: string): Promise<Granted>;
  refresh(refreshToken: string): Promise<GrantedTokens>;
  identify(token: string): Promise<BotIdentity>;
  /** Takes the app out of the workspace; its tokens are worth nothing from then on. */
  uninstall(token: string): Promise<void>;
}
