/** Drive v3: what it says of a file. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { permissionIdOf } from '../tokens.ts';
import { invalid, notFound } from '../wire/api-error.ts';
import { type Mask, masked, parseMask } from '../wire/field-mask.ts';
import { DRIVE_SCHEMAS } from '../wire/schemas.ts';
import type { Account, Book, Change, World } from '../world.ts';

const MIME = 'application/vnd.google-apps.spreadsheet';

/** Where no fields are asked for, v3 answers with little. */
const DEFAULT_FILE = 'kind,id,name,mimeType';

/** Drive hides what is not shared. */
export function fileFor(world: World, id: string, by: Account): Book {
  const book = world.books.get(id);
  if (book === undefined || book.isDeleted || !book.roles.has(by.email)) {
    throw notFound(
      `File not found: ${id}.`,
      book !== undefined && (book.isDeleted || book.former.has(by.email)),
    );
  }
  return book;
}

const instantOf = (at: number): string => new Date(at).toISOString();

const user = (account: Account, me: Account): drive_v3.Schema$User => ({
  kind: 'drive#user',
  displayName: account.displayName,
  me: account.email === me.email,
  permissionId: permissionIdOf(account),
  emailAddress: account.email,
});

/** The last change that Drive knows of already. */
function lastChange(world: World, book: Book): Change {
  const until = world.now() - world.lagMs;
  const known = book.changes.findLast(({ at }) => at <= until) ?? book.changes[0];
  if (known === undefined) throw new Error('a book without a beginning');
  return known;
}

function fileOf(world: World, book: Book, me: Account): drive_v3.Schema$File {
  const last = lastChange(world, book);
  const role = book.roles.get(me.email);
  return {
    kind: 'drive#file',
    id: book.id,
    name: book.content.properties.title,
    mimeType: MIME,
    version: String(last.version),
    createdTime: instantOf(book.createdAt),
    modifiedTime: instantOf(last.at),
    lastModifyingUser: user(last.by, me),
    trashed: book.isTrashed,
    explicitlyTrashed: book.isTrashed,
    shared: book.roles.size > 1,
    ownedByMe: role === 'owner',
    owners: [...book.roles]
      .filter(([, each]) => each === 'owner')
      .map(([email]) => user({ email, displayName: email.split('@')[0] ?? email }, me)),
    capabilities: {
      canEdit: role !== 'reader',
      canModifyContent: role !== 'reader',
      canComment: role !== 'reader',
      canShare: role !== 'reader',
      canTrash: role === 'owner',
      canDelete: role === 'owner',
      canReadRevisions: role !== 'reader',
      canRename: role !== 'reader',
      canCopy: true,
      canDownload: true,
    },
    webViewLink: `https://docs.google.com/spreadsheets/d/${book.id}/edit?usp=drivesdk`,
  };
}

const mask = (fields: string | null, schema: string, otherwise: string): Mask | null =>
  parseMask(fields ?? otherwise, DRIVE_SCHEMAS(), DRIVE_SCHEMAS().schema(schema));

export const getFile = (world: World, book: Book, me: Account, fields: string | null): unknown =>
  masked(fileOf(world, book, me), mask(fields, 'File', DEFAULT_FILE));

/** `files.list` with the few terms of a query that make sense for spreadsheets. */
export function listFiles(world: World, me: Account, query: URLSearchParams): unknown {
  const matches = searchFor(query.get('q') ?? '');
  const most = Number(query.get('pageSize') ?? 100);
  if (!Number.isInteger(most) || most < 1 || most > 1000)
    throw invalid(`Invalid value '${most}'. Values must be within the range: [1, 1000]`, 'invalidParameter');
  const after = Number(query.get('pageToken') ?? 0);
  const found = [...world.books.values()]
    .filter((book) => !book.isDeleted && book.roles.has(me.email) && matches(book))
    .toSorted((one, other) => lastChange(world, other).at - lastChange(world, one).at);
  const files = found.slice(after, after + most).map((book) => fileOf(world, book, me));
  const isMore = after + most < found.length;
  return masked(
    {
      kind: 'drive#fileList',
      incompleteSearch: false,
      files,
      ...(isMore ? { nextPageToken: String(after + most) } : {}),
    },
    mask(query.get('fields'), 'FileList', `kind,incompleteSearch,nextPageToken,files(${DEFAULT_FILE})`),
  );
}

function searchFor(text: string): (book: Book) => boolean {
  const terms = text.trim() === '' ? [] : text.split(/ and /i).map((term) => term.trim());
  const tests = terms.map((term) => {
    const [, field, operator, value] =
      /^(\w+)\s*(=|!=|contains)\s*(?:'((?:[^'\\]|\\.)*)'|true|false)$/.exec(term) ?? [];
    if (field === 'trashed' && operator === '=')
      return (book: Book) => book.isTrashed === term.endsWith('true');
    const wanted = value?.replaceAll(/\\(.)/g, '$1') ?? '';
    if (field === 'mimeType' && operator === '=') return () => wanted === MIME;
    if (field === 'name' && operator === '=')
      return ({ content }: Book) => content.properties.title === wanted;
    if (field === 'name' && operator === 'contains') {
      return ({ content }: Book) => content.properties.title.toLowerCase().includes(wanted.toLowerCase());
    }
    throw invalid(`Invalid Value: ${term}`, 'invalid');
  });
  return (book) => tests.every((test) => test(book));
}

export function listRevisions(world: World, book: Book, me: Account, query: URLSearchParams): unknown {
  const until = world.now() - world.lagMs;
  const revisions = book.changes
    .filter(({ at, what }) => at <= until && what === 'content')
    .map(({ version, at, by }) => ({
      kind: 'drive#revision',
      id: String(version),
      mimeType: MIME,
      modifiedTime: instantOf(at),
      lastModifyingUser: user(by, me),
      published: false,
    }));
  return masked(
    { kind: 'drive#revisionList', revisions },
    mask(query.get('fields'), 'RevisionList', 'kind,nextPageToken,revisions(kind,id,mimeType,modifiedTime)'),
  );
}
