/**
 * `npm run bench`: the bulk paths beside a raw insert of the same rows, and what people in Slack wait for with few orders beside
 * the same with many, as tables with ratios. Absolute times of a shared machine drift; ratios of one call do not. Every
 * measurement has a fresh process and a fresh copy of the books; what is compared takes turns, and medians are shown.
 *
 *   npm run bench                 the whole table, some minutes
 *   npm run bench -- --quick      a tenth of the sizes, two repetitions
 *   npm run bench -- --reps 5     that many repetitions
 *   npm run bench -- billing      the part about billing alone
 *   npm run bench -- invoices     the part about invoices alone
 *   npm run bench -- --large      with a run of a million due as well
 *   npm run bench -- slack        the part about Slack alone
 *   npm run bench -- publish      the part about publishing alone
 *   npm run bench -- usage        the part about usage alone
 *   npm run bench -- grid         the part about the workbook's grid alone
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { buildBrowser } from '../scripts/build-browser.ts';
import { libsqlServerProgram, startLibsqlServer } from '../scripts/libsql-server.ts';
import type { DocumentMeasured } from './documents.ts';
import { measureGrid } from './grid.ts';
import type { Measured, Order } from './measure.ts';
import type { PublishOrder } from './publish.ts';
import type { SlackMeasured } from './slack.ts';
import {
  AT_MOST_TWICE,
  count,
  grown,
  type Line,
  lineOf,
  median,
  medianMs,
  oneDecimal,
  print,
  printTable,
  ratioOf,
  type Series,
} from './tables.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
/** As in production: bundled, with the migrations beside it, and the native module outside. */
const bundle = join(root, 'dist/bench');
const words = process.argv.slice(2);
const isQuick = words.includes('--quick');
const reps = Number(words[words.indexOf('--reps') + 1] ?? Number.NaN) || (isQuick ? 2 : 5);
const size = (full: number) => (isQuick ? full / 10 : full);
const folder = mkdtempSync(join(tmpdir(), 'cardline-bench-'));

async function buildMeasure(): Promise<void> {
  await buildBrowser();
  await build({
    absWorkingDir: root,
    entryPoints: ['bench/measure.ts'],
    outdir: bundle,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: ['libsql'],
    banner: {
      js: "import { createRequire as __makeRequire } from 'node:module'; const require = __makeRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  cpSync(join(root, 'db/migrations'), join(bundle, 'migrations'), { recursive: true });
}

async function measure<T = Measured>(order: Order): Promise<T> {
  const { stdout } = await run(process.execPath, [join(bundle, 'measure.js'), JSON.stringify(order)], {
    maxBuffer: 10_000_000,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
}

const at = (name: string) => join(folder, name);

/** A fresh copy of a seeded database or server folder. */
function copyOf(base: string, name: string): string {
  for (const suffix of ['', '-wal', '-shm']) rmSync(at(name + suffix), { force: true, recursive: true });
  cpSync(at(base), at(name), { recursive: true });
  return at(name);
}

/** A bulk path and the raw write of what it left. */
interface BulkPath {
  seed(url: string): Order;
  ours(url: string): Order;
  raw(file: string, done: string): Order;
  rawOnServer(url: string, done: string): Order;
}

const billingOf = (subscriptions: number, months = 0): BulkPath => ({
  seed: (url) => ({ what: 'seed', url, subscriptions, months }),
  ours: (url) => ({ what: 'billing', url }),
  raw: (file, done) => ({ what: 'raw billing', file, done }),
  rawOnServer: (url, done) => ({ what: 'raw billing on a server', url, done }),
});

const invoicesOf = (accounts: number, months = 0): BulkPath => ({
  seed: (url) => ({ what: 'seed pending', url, accounts, months }),
  ours: (url) => ({ what: 'invoices', url }),
  raw: (file, done) => ({ what: 'raw invoices', file, done }),
  rawOnServer: (url, done) => ({ what: 'raw invoices on a server', url, done }),
});

async function onFile({ seed, ours, raw }: BulkPath): Promise<Series> {
  const base = 'books.db';
  await measure(seed(`file:${at(base)}`));
  const series = { ours: [] as Measured[], raw: [] as Measured[] };
  for (let rep = 0; rep < reps; rep += 1) {
    const done = copyOf(base, 'done.db');
    series.ours.push(await measure(ours(`file:${done}`)));
    series.raw.push(await measure(raw(copyOf(base, 'raw.db'), done)));
  }
  for (const name of [base, 'done.db', 'raw.db'])
    for (const suffix of ['', '-wal', '-shm']) rmSync(at(name + suffix), { force: true });
  return series;
}

/** The server's books in its own folder; each repetition starts servers on copies of it. */
async function onServer({ seed, ours, rawOnServer }: BulkPath): Promise<Series> {
  const seeding = await startLibsqlServer(mkdir('server'));
  await measure(seed(seeding.url));
  await seeding.stop();
  const series = { ours: [] as Measured[], raw: [] as Measured[] };
  for (let rep = 0; rep < reps; rep += 1) {
    const done = await startLibsqlServer(copyOf('server', 'server-done'));
    const raw = await startLibsqlServer(copyOf('server', 'server-raw'));
    try {
      series.ours.push(await measure(ours(done.url)));
      series.raw.push(await measure(rawOnServer(raw.url, done.url)));
    } finally {
      await Promise.all([done.stop(), raw.stop()]);
    }
  }
  for (const name of ['server', 'server-done', 'server-raw'])
    rmSync(at(name), { force: true, recursive: true });
  return series;
}

function mkdir(name: string): string {
  mkdirSync(at(name));
  return at(name);
}

async function publishing(rates: number, from: PublishOrder['from']): Promise<Series> {
  const empty = `empty-${from}-${rates}.db`;
  await measure({ what: 'seed', url: `file:${at(empty)}`, subscriptions: 0, months: 0 });
  const series = { ours: [] as Measured[], raw: [] as Measured[] };
  for (let rep = 0; rep < reps; rep += 1) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(at(`published.db${suffix}`), { force: true });
    series.ours.push(await measure({ what: 'publish', url: `file:${at('published.db')}`, rates, from }));
    series.raw.push(
      await measure({ what: 'raw publish', file: copyOf(empty, 'raw.db'), done: at('published.db') }),
    );
  }
  return series;
}

/** Records of so many phones, from lines in memory to rated rows. */
async function rating(records: number, phones: number): Promise<Series> {
  await measure({ what: 'seed phones', url: `file:${at('phones.db')}`, phones });
  const series = { ours: [] as Measured[], raw: [] as Measured[] };
  for (let rep = 0; rep < reps; rep += 1) {
    const done = copyOf('phones.db', 'rated.db');
    series.ours.push(await measure({ what: 'usage', url: `file:${done}`, records, phones }));
    series.raw.push(await measure({ what: 'raw usage', file: copyOf('phones.db', 'raw.db'), done }));
  }
  return series;
}

// ---- Slack

const FEW = 10;
const MOST_SLACK_RATIO = 1.3;

/** What people in Slack wait for, with few requests in the queue and with very many. */
async function slackTable(): Promise<void> {
  const many = size(200_000);
  const { slack } = await measure<{ readonly slack: SlackMeasured }>({
    what: 'slack',
    folder: mkdir('slack'),
    orders: [FEW, many],
    rounds: isQuick ? 50 : 300,
  });
  const header = [
    'Slack',
    ...[FEW, many].flatMap((orders) => [
      `${count(orders)} orders: answered, ms`,
      'all done, ms',
      '99 % within',
    ]),
    'ratio',
    'at 99 %',
    'in CPU time',
    `target <= ${MOST_SLACK_RATIO}`,
  ];
  const rows = slack
    .filter(({ orders }) => orders === FEW)
    .flatMap((few) => {
      const lots = slack.find(({ deed, orders }) => deed === few.deed && orders === many);
      if (lots === undefined) return [];
      const ratio = lots.half.done / few.half.done;
      return [
        [
          few.deed,
          ...[few, lots].flatMap(({ half, nearlyAll }) =>
            [half.answered, half.done, nearlyAll.done].map(oneDecimal),
          ),
          ratio.toFixed(2),
          (lots.nearlyAll.done / few.nearlyAll.done).toFixed(2),
          (lots.half.cpu / few.half.cpu).toFixed(2),
          ratio <= MOST_SLACK_RATIO ? 'met' : 'MISSED',
        ],
      ];
    });
  console.log('');
  printTable(header, rows);
}

// ---- publishing

const SOURCES: Readonly<Record<PublishOrder['from'], string>> = {
  fetched: 'rows fetched already',
  csv: 'CSV',
  workbook: 'the built-in workbook, just refilled',
  xlsx: '.xlsx',
};
const MOST_PUBLISH_MS = 500;

/** A hundredth of the prices changed: each source stage by stage, and how it grows with the rows. */
async function publishTable(): Promise<void> {
  const rates = size(50_000);
  const measured: (readonly [workload: string, series: Series])[] = [];
  for (const from of Object.keys(SOURCES) as PublishOrder['from'][])
    measured.push([`${count(rates)} rates, from ${SOURCES[from]}`, await publishing(rates, from)]);
  const [fifty] = measured.map(([, series]) => series);
  const few = await publishing(rates / 10, 'fetched');
  const many = await publishing(rates * 4, 'fetched');
  measured.push([`${count(rates / 10)} rates, fetched`, few], [`${count(rates * 4)} rates, fetched`, many]);
  const stages = ['read', 'present', 'check', 'diff', 'rest', 'store', 'publish'] as const;
  const header = [
    'publish',
    'ms',
    'ms of CPU',
    'of it: read',
    'what is in force',
    'check',
    'diff',
    'hash, impact, marks',
    'store',
    'publish',
    'x raw in CPU time',
    'first version, ms',
    'peak MB',
    `target <= ${MOST_PUBLISH_MS} ms of CPU`,
  ];
  const rows = measured.map(([workload, series]) => [
    workload,
    count(Math.round(medianMs(series.ours))),
    count(Math.round(median(series.ours.map(({ cpuMs }) => cpuMs)))),
    ...stages.map((stage) =>
      String(Math.round(median(series.ours.map((one) => one.stages?.[stage] ?? Number.NaN)))),
    ),
    ratioOf(series, 'cpuMs').toFixed(2),
    count(Math.round(median(series.ours.map((one) => one.firstMs ?? Number.NaN)))),
    String(median(series.ours.map(({ peakMb }) => peakMb))),
    median(series.ours.map(({ cpuMs }) => cpuMs)) <= MOST_PUBLISH_MS ? 'met' : 'MISSED',
  ]);
  console.log('');
  printTable(header, rows);
  if (fifty === undefined) return;
  const growth = (large: Series, small: Series) =>
    median(large.ours.map(({ cpuMs, rows: of }) => cpuMs / of)) /
    median(small.ours.map(({ cpuMs, rows: of }) => cpuMs / of));
  console.log(
    `\nCPU time a row: ${count(rates)} against ${count(rates / 10)} rates ${growth(fifty, few).toFixed(2)}, ${count(rates * 4)} against ${count(rates)} ${growth(many, fifty).toFixed(2)} (target <= 1.3)`,
  );
}

async function usageLines(): Promise<Line[]> {
  const records = size(100_000);
  const phones = size(2_000);
  return [
    lineOf(`rate ${count(records)} records of ${count(phones)} phones`, await rating(records, phones), {
      target: '<= 3.5 x raw',
      isMet: (ratio) => ratio <= 3.5,
    }),
  ];
}

// ---- the workbook's grid

async function gridTable(): Promise<void> {
  const [rows, pasted] = [size(50_000), size(5000)];
  const measured = await measureGrid({ program: join(bundle, 'measure.js'), folder, rows, pasted, reps });
  console.log('');
  printTable(
    [`grid, ${count(rows)} rows`, 'median', 'worst', ''],
    measured.map(({ deed, values, unit }) => [
      deed,
      count(Math.round(median(values))),
      count(Math.round(Math.max(...values))),
      unit,
    ]),
  );
}

interface Lines {
  readonly lines: Line[];
  readonly growth: readonly string[];
}

/** Runs of several sizes, beside the raw insert on the same kind of database, and how they grow. */
async function billingLines(): Promise<Lines> {
  const [small, large, huge] = [size(100_000), size(300_000), size(1_000_000)];
  const due = (subscriptions: number) => `${count(subscriptions)} due`;
  const hundred = await onFile(billingOf(small));
  const threeHundred = await onFile(billingOf(large));
  const withHistory = await onFile(billingOf(large, 12));
  const lines = [
    lineOf(`billing run, ${due(small)}`, hundred, AT_MOST_TWICE),
    lineOf(`billing run, ${due(large)}`, threeHundred, AT_MOST_TWICE),
    lineOf(`billing run, ${due(large)}, 12 months behind it`, withHistory, AT_MOST_TWICE),
  ];
  const growth = [
    grown(`${count(large)} against ${due(small)}`, threeHundred, hundred),
    grown('12 months of history against none', withHistory, threeHundred),
  ];
  if (words.includes('--large')) {
    const million = await onFile(billingOf(huge));
    lines.push(lineOf(`billing run, ${due(huge)}`, million, AT_MOST_TWICE));
    growth.push(grown(`${count(huge)} against ${due(large)}`, million, threeHundred));
  }
  const served = await servedLines(
    [small, large],
    (subscriptions) => `billing run, ${due(subscriptions)}`,
    billingOf,
  );
  return { lines: [...lines, ...served.lines], growth: [...growth, ...served.growth] };
}

/** Invoices of few and of many accounts, and with a year of invoices behind each. */
async function invoiceLines(): Promise<Lines> {
  const [small, large] = [size(10_000), size(100_000)];
  const of = (accounts: number) => `invoices of ${count(accounts)} accounts`;
  const few = await onFile(invoicesOf(small));
  const many = await onFile(invoicesOf(large));
  const withHistory = await onFile(invoicesOf(large, 12));
  const served = await servedLines([small, large], of, invoicesOf);
  return {
    lines: [
      lineOf(of(small), few, AT_MOST_TWICE),
      lineOf(of(large), many, AT_MOST_TWICE),
      lineOf(`${of(large)}, 12 invoices behind each`, withHistory, AT_MOST_TWICE),
      ...served.lines,
    ],
    growth: [
      grown(`${count(large)} against ${count(small)} accounts`, many, few),
      grown('12 invoices behind each against none', withHistory, many),
      ...served.growth,
    ],
  };
}

/** The same on a libSQL server, where this machine has one. The server's own work is in the time of the clock alone. */
async function servedLines(
  [small, large]: readonly [small: number, large: number],
  workload: (rows: number) => string,
  path: (rows: number) => BulkPath,
): Promise<Lines> {
  if (libsqlServerProgram() === null) return { lines: [], growth: [] };
  const [few, many] = [await onServer(path(small)), await onServer(path(large))];
  const line = (rows: number, series: Series) => ({
    ...lineOf(`${workload(rows)}, libSQL server`, series, AT_MOST_TWICE),
    cpuRatio: null,
  });
  return {
    lines: [line(small, few), line(large, many)],
    growth: [grown(`libSQL server, ${count(large)} against ${count(small)}`, many, few)],
  };
}

async function documentTable(): Promise<void> {
  const { documents } = await measure<{ readonly documents: readonly DocumentMeasured[] }>({
    what: 'documents',
    url: `file:${at('documents.db')}`,
    rounds: isQuick ? 3 : 15,
  });
  console.log('');
  printTable(
    ['an invoice', 'lines', 'ms of CPU', 'the first time, ms', 'kB'],
    documents.map(({ deed, lines, cpuMs, firstMs, bytes }) => [
      deed,
      count(lines),
      oneDecimal(median(cpuMs)),
      oneDecimal(firstMs),
      bytes === null ? '' : count(Math.round(bytes / 1000)),
    ]),
  );
}

async function invoicesPart(): Promise<void> {
  const { lines, growth } = await invoiceLines();
  console.log('');
  print(lines);
  console.log(`\n${growth.join('\n')}`);
  await documentTable();
}

async function main(): Promise<void> {
  if (words.includes('slack')) return slackTable();
  if (words.includes('invoices')) return invoicesPart();
  if (words.includes('publish')) return publishTable();
  if (words.includes('usage')) return print(await usageLines());
  if (words.includes('grid')) return gridTable();
  console.log(
    `node ${process.version}, ${cpus().length} cores, ${reps} repetitions; x raw: on a file against prepared statements of node:sqlite in one transaction, rows ready in memory; on a server against whole rows as JSON\n`,
  );
  const { lines, growth } = await billingLines();
  if (!words.includes('billing')) lines.push(...(await usageLines()));
  print(lines);
  console.log(`\n${growth.join('\n')}`);
  if (words.includes('billing')) return;
  await invoicesPart();
  await publishTable();
  await slackTable();
  await gridTable();
}

try {
  await buildMeasure();
  await main();
} finally {
  rmSync(bundle, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
