/** The API description as one page that needs no script: for a person, on a phone too. */
import { html } from 'hono/html';
import type { ApiDocument } from '../openapi.ts';
import {
  exampleOf,
  type FieldRow,
  fieldRows,
  type JsonSchema,
  notesOf,
  resolve,
  type Schemas,
  typeText,
} from './schema-rows.ts';

type Html = ReturnType<typeof html>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: JsonSchema;
}
interface Media {
  readonly schema?: JsonSchema;
}
interface Answer {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Readonly<Record<string, Media>>;
}
interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}
interface Context {
  readonly url: string;
  readonly schemas: Schemas;
  readonly answers: Readonly<Record<string, Answer>>;
}

export function docsPage(document: ApiDocument): Html {
  const context: Context = {
    url: document.servers?.[0]?.url ?? '',
    schemas: (document.components?.schemas ?? {}) as Schemas,
    answers: (document.components?.responses ?? {}) as Record<string, Answer>,
  };
  const entries = entriesOf(document);
  const tags = (document.tags ?? []).map(({ name }) => name);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cardline API</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<header>
<h1>Cardline API</h1>
${(document.info.description ?? '').split('\n\n').map((paragraph) => html`<p>${marked(paragraph)}</p>`)}
<p><a href="/openapi.json">OpenAPI document</a></p>
</header>
<nav aria-label="Subjects"><ul>${tags.map((tag) => html`<li><a href="#${slug(tag)}">${tag}</a></li>`)}</ul></nav>
<main>
${tags.map(
  (tag) => html`<section aria-labelledby="${slug(tag)}">
<h2 id="${slug(tag)}">${tag}</h2>
${entries.filter(({ operation }) => operation.tags?.includes(tag)).map((entry) => operationPart(entry, context))}
</section>`,
)}
</main>
</body>
</html>`;
}

function entriesOf(document: ApiDocument): Entry[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

function operationPart(entry: Entry, context: Context): Html {
  const { method, path, operation } = entry;
  return html`<details id="${slug(`${method} ${path}`)}">
<summary><span class="method ${method.toLowerCase()}">${method}</span> <code class="path">${path}</code> <span class="summary">${operation.summary ?? ''}</span></summary>
${operation.description === undefined ? '' : html`<p>${marked(operation.description)}</p>`}
<p class="needs">${needs(operation)}</p>
${parametersPart(operation.parameters ?? [], context)}
${bodyPart(operation, context)}
<h3>Answers</h3>
${answersPart(operation, context)}
<h3>Try it</h3>
<pre tabindex="0">${curl(entry, context)}</pre>
</details>`;
}

function needs({ security = [] }: Operation): string {
  const [asked] = security;
  if (asked === undefined) return 'Needs no token.';
  if ('webhookSignature' in asked) return 'Signed as Standard Webhooks has it, with the secret of this hook.';
  const powers = asked.token ?? [];
  return powers.length === 0
    ? 'Needs a token.'
    : `Needs a token with the scope ${powers.map((power) => `"${power}"`).join(', ')}.`;
}

function parametersPart(parameters: readonly Parameter[], { schemas }: Context): Html | '' {
  if (parameters.length === 0) return '';
  const rows = parameters.map(({ name, in: place, required, schema = {} }) => ({
    name: place === 'path' ? `{${name}}` : `?${name}`,
    type: typeText(schema, schemas),
    isRequired: required ?? false,
    notes: notesOf(resolve(schema, schemas)),
  }));
  return html`<h3>Parameters</h3>${fieldTable(rows, 'required')}`;
}

function bodyPart({ requestBody }: Operation, { schemas }: Context): Html | '' {
  if (requestBody === undefined) return '';
  return html`<h3>Body</h3>${Object.entries(requestBody.content).map(([media, { schema = {} }]) => mediaPart(media, schema, schemas, 'required'))}`;
}

/** What is remarkable of a field: in a body that it is required, in an answer that it may be missing. */
type Remark = 'required' | 'optional';

function mediaPart(media: string, schema: JsonSchema, schemas: Schemas, remark: Remark): Html {
  const rows = fieldRows(schema, schemas);
  const inWords = notesOf(schema).join(' ') || typeText(schema, schemas);
  return html`<p><code>${media}</code>${rows.length > 0 ? '' : html`: ${inWords}`}</p>
${rows.length > 0 ? fieldTable(rows, remark) : ''}`;
}

function answersPart({ responses }: Operation, { schemas, answers }: Context): Html[] {
  return Object.entries(responses).map(([status, answer]) => {
    const known =
      answer.$ref === undefined ? answer : (answers[answer.$ref.split('/').at(-1) ?? ''] ?? answer);
    const isProblem = answer.$ref !== undefined;
    const media = isProblem ? [] : Object.entries(known.content ?? {});
    return html`<div class="answer"><p><strong class="status">${status}</strong> ${marked(known.description ?? '')}${isProblem ? html` <span class="quiet">Problem details.</span>` : ''}</p>
${media.map(([type, { schema = {} }]) => mediaPart(type, schema, schemas, 'optional'))}</div>`;
  });
}

const fieldTable = (rows: readonly FieldRow[], remark: Remark): Html => html`<div class="table"><table>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.map(({ name, type, isRequired, notes }) => {
  const isRemarkable = isRequired === (remark === 'required');
  return html`<tr><td><code>${name}</code>${isRemarkable ? html` <span class="remark">${remark}</span>` : ''}</td><td>${type}</td><td>${marked(notes.join(' '))}</td></tr>`;
})}</tbody></table></div>`;

/** A call that can be pasted into a shell, with examples for everything that is required. */
function curl({ method, path, operation }: Entry, { url, schemas }: Context): string {
  const parameters = operation.parameters ?? [];
  const filled = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce(
      (text, { name, schema = {} }) =>
        text.replace(`{${name}}`, encodeURIComponent(String(exampleOf(schema, schemas)))),
      path,
    );
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name, schema = {} }) => `${name}=${encodeURIComponent(String(exampleOf(schema, schemas)))}`);
  const address = `${url}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const [body] = Object.entries(operation.requestBody?.content ?? {});
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(address)}`,
    ...(operation.security?.some((asked) => 'token' in asked)
      ? ['-H "Authorization: Bearer $CARDLINE_TOKEN"']
      : []),
    ...(method === 'POST' && operation.security?.some((asked) => 'token' in asked)
      ? ['-H "Idempotency-Key: $(uuidgen)"']
      : []),
    ...(body === undefined ? [] : bodyLines(body, schemas)),
  ];
  return lines.join(' \\\n  ');
}

function bodyLines([media, { schema = {} }]: readonly [string, Media], schemas: Schemas): string[] {
  if (media === 'multipart/form-data') return ['-F file=@FILE'];
  const header = `-H ${quoted(`Content-Type: ${media}`)}`;
  return media === 'application/json' && fieldRows(schema, schemas).length > 0
    ? [header, `-d ${quoted(JSON.stringify(exampleOf(schema, schemas), null, 2))}`]
    : [header, '--data-binary @FILE'];
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Text between backticks as code; everything is escaped. */
const marked = (text: string): (Html | string)[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
