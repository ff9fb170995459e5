/** Google's OAuth for service accounts, and the identity tokens that come with calls of an add-on. */
import { createPublicKey, createSign, createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { ApiError, forbidden, unauthenticated } from './wire/api-error.ts';
import type { Account, ServiceAccount, Token, World } from './world.ts';

const TOKEN_URL = 'https://oauth2.googleapis.com/token';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFE_SECONDS = 3600;
/** How far a clock may be off. */
const LEEWAY_SECONDS = 300;

type Claims = Readonly<Record<string, unknown>>;

let keys: { readonly private: string; readonly public: string }[] | null = null;

/** Two key pairs for the whole process: making one takes a while. */
function keyPairs(): { readonly private: string; readonly public: string }[] {
  keys ??= [0, 1].map(() => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    return { private: privateKey, public: publicKey };
  });
  return keys;
}

const keyPair = (which: 0 | 1) => keyPairs()[which] ?? { private: '', public: '' };

export function makeServiceAccount(email: string): ServiceAccount {
  const { private: privateKey, public: publicKey } = keyPair(0);
  return { email, displayName: email.split('@')[0] ?? email, privateKey, publicKey };
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const decoded = (part: string): Claims | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Claims) : null;
  } catch {
    return null;
  }
};

const oauthError = (error: string, message: string, isArranged = false) =>
  new ApiError(400, error, message, { reason: 'oauth', isArranged });

/**
 * `POST /token`. The library that signs goes by the machine's clock, the test may have another: an assertion is fresh when it is
 * by either.
 * @throws ApiError whose status is OAuth's `error`
 */
export function grantToken(
  world: World,
  form: URLSearchParams,
): { access_token: string; expires_in: number; token_type: string } {
  if (form.get('grant_type') !== GRANT)
    throw oauthError('unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type')}`);
  const [head = '', body = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  const [header, claims] = [decoded(head), decoded(body)];
  if (header === null || claims === null)
    throw oauthError('invalid_grant', 'Invalid JWT: it cannot be read.');
  if (header.alg !== 'RS256') throw oauthError('invalid_grant', 'Invalid JWT: the algorithm is not RS256.');
  if (claims.iss !== world.account.email)
    throw oauthError('invalid_grant', 'Invalid grant: account not found');
  const isSigned = createVerify('RSA-SHA256')
    .update(`${head}.${body}`)
    .verify(world.account.publicKey, signature, 'base64url');
  if (!isSigned) throw oauthError('invalid_grant', 'Invalid JWT Signature.');
  if (claims.aud !== TOKEN_URL && claims.aud !== `${world.url}/token`)
    throw oauthError('invalid_grant', `Failed audience check: ${claims.aud}`);
  checkLife(world, claims);
  const scopes = String(claims.scope ?? '')
    .split(' ')
    .filter(Boolean);
  if (scopes.length === 0)
    throw oauthError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  const unknown = scopes.filter((scope) => !KNOWN_SCOPES.has(scope));
  if (unknown.length > 0) throw oauthError('invalid_scope', `Invalid OAuth scope: ${unknown.join(' ')}`);
  const access = `ya29.fake-${world.next()}`;
  world.tokens.set(access, {
    account: world.account,
    scopes: new Set(scopes),
    expiresAt: world.now() + LIFE_SECONDS * 1000,
  });
  return { access_token: access, expires_in: LIFE_SECONDS - 1, token_type: 'Bearer' };
}

function checkLife(world: World, claims: Claims): void {
  const [iat, exp] = [Number(claims.iat), Number(claims.exp)];
  const isFresh = [world.now(), Date.now()].some(
    (now) => iat <= now / 1000 + LEEWAY_SECONDS && exp > now / 1000 - LEEWAY_SECONDS,
  );
  if (!Number.isFinite(iat) || !Number.isFinite(exp) || exp - iat > LIFE_SECONDS || exp <= iat || !isFresh) {
    throw oauthError(
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    );
  }
}

const AUTH = 'https://www.googleapis.com/auth/';
const KNOWN_SCOPES = new Set(
  [
    'spreadsheets',
    'spreadsheets.readonly',
    'drive',
    'drive.readonly',
    'drive.file',
    'drive.metadata',
    'drive.metadata.readonly',
    'userinfo.email',
  ].map((name) => AUTH + name),
);

/** Scopes of which one is enough, as each method's page lists them. */
export const SCOPES = {
  readSheets: ['spreadsheets', 'spreadsheets.readonly', 'drive', 'drive.readonly', 'drive.file'],
  writeSheets: ['spreadsheets', 'drive', 'drive.file'],
  readDrive: ['drive', 'drive.readonly', 'drive.file', 'drive.metadata', 'drive.metadata.readonly'],
} as const;

/** @throws ApiError 401 without a token that counts, 403 where its scopes are not enough */
export function tokenOf(world: World, authorization: string, need: readonly string[]): Token {
  const text = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  if (text === undefined) throw unauthenticated('CREDENTIALS_MISSING');
  const token = world.tokens.get(text);
  if (token === undefined) throw unauthenticated('ACCESS_TOKEN_TYPE_UNSUPPORTED');
  if (token.expiresAt <= world.now()) throw unauthenticated('ACCESS_TOKEN_EXPIRED', true);
  if (!need.some((scope) => token.scopes.has(AUTH + scope))) {
    throw forbidden('Request had insufficient authentication scopes.', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT');
  }
  return token;
}

const ID_KEY = 'fake-google-1';

/** `GET /oauth2/v3/certs`. */
export function certificates(): { readonly keys: readonly object[] } {
  const key: KeyObject = createPublicKey(keyPair(1).public);
  return { keys: [{ ...key.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: ID_KEY }] };
}

/** What a test may bend of an identity token. */
export interface IdTokenOptions {
  readonly aud: string;
  readonly email: string;
  readonly name?: string;
  /** Seconds from now; an hour where nothing is said. */
  readonly livesFor?: number;
  readonly claims?: Claims;
  readonly header?: Claims;
  /** Signed by somebody else. */
  readonly isForged?: boolean;
}

export function idToken(
  world: World,
  { aud, email, name, livesFor = LIFE_SECONDS, claims, header, isForged = false }: IdTokenOptions,
): string {
  const iat = Math.floor(world.now() / 1000);
  const signed = `${encoded({ alg: 'RS256', kid: ID_KEY, typ: 'JWT', ...header })}.${encoded({
    iss: 'https://accounts.google.com',
    aud,
    azp: aud,
    sub: subjectOf(email),
    email,
    email_verified: true,
    ...(name === undefined ? {} : { name }),
    iat,
    exp: iat + livesFor,
    ...claims,
  })}`;
  const signature = createSign('RSA-SHA256')
    .update(signed)
    .sign(keyPair(isForged ? 0 : 1).private, 'base64url');
  return `${signed}.${signature}`;
}

/** Google's number for an account: the same for the same address. */
export const subjectOf = (email: string): string =>
  `1${[...email]
    .reduce((sum, each) => (sum * 31n + BigInt(each.charCodeAt(0))) % 10n ** 20n, 7n)
    .toString()
    .padStart(20, '0')}`;

export const permissionIdOf = ({ email }: Account): string => subjectOf(email).slice(1);
