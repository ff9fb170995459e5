/** The command line: the same deeds as everywhere, on the database that DATABASE_URL names, whether or not a server runs. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { accountsImport } from './cli/accounts-import.ts';
import { batchTake } from './cli/batch-take.ts';
import { billingPreview, billingRun } from './cli/billing-run.ts';
import type { Command, ExitCode, House, Terminal } from './cli/command.ts';
import { doctor } from './cli/doctor.ts';
import { googleManifest } from './cli/google-manifest.ts';
import { hookSecretCommand } from './cli/hook-secret.ts';
import { hookAdd, hookList, hookRevoke } from './cli/hook-sources.ts';
import { invoicesRun } from './cli/invoices-run.ts';
import { migrate } from './cli/migrate.ts';
import { providerAdd } from './cli/provider-add.ts';
import { quarantine } from './cli/quarantine.ts';
import { sheetsLink, sheetsPrepare, sheetsUnlink } from './cli/sheets.ts';
import { simulate } from './cli/simulate.ts';
import { slackConnect } from './cli/slack-connect.ts';
import { slackManifest } from './cli/slack-manifest.ts';
import { sync } from './cli/sync.ts';
import { tariffsImport } from './cli/tariffs-import.ts';
import { tokenCreate } from './cli/token-create.ts';
import { usageImport } from './cli/usage-import.ts';
import { userAdd } from './cli/user-add.ts';
import { userLink } from './cli/user-link.ts';
import { webhookAdd, webhookList } from './cli/webhooks.ts';
import { readEnvironment } from './env.ts';
import type { NodeParts } from './node-parts.ts';
import { reasonOf } from './runtime/error-line.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  sync,
  'sheets link': sheetsLink,
  'sheets prepare': sheetsPrepare,
  'sheets unlink': sheetsUnlink,
  'billing preview': billingPreview,
  'billing run': billingRun,
  'invoices run': invoicesRun,
  'tariffs import': tariffsImport,
  'usage import': usageImport,
  quarantine,
  simulate,
  'accounts import': accountsImport,
  'batch take': batchTake,
  'provider add': providerAdd,
  'user add': userAdd,
  'user link': userLink,
  'token create': tokenCreate,
  'hook add': hookAdd,
  'hook list': hookList,
  'hook revoke': hookRevoke,
  'hook secret': hookSecretCommand,
  'google manifest': googleManifest,
  'webhook add': webhookAdd,
  'webhook list': webhookList,
  'slack connect': slackConnect,
  'slack manifest': slackManifest,
  migrate,
  doctor,
};

const say = (text: string): void => void process.stdout.write(text);
const tell = (text: string): void => void process.stderr.write(text);

const WIDTH = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 2;
const listOf = (commands: readonly (readonly [name: string, command: Command])[]): string =>
  commands.map(([name, { summary }]) => `  ${name.padEnd(WIDTH)}${summary}`).join('\n');

const OVERVIEW = `cardline COMMAND [OPTIONS]

${listOf(Object.entries(COMMANDS))}

"cardline COMMAND --help" says more. Settings come from the environment; "cardline doctor" checks them.
"cardline --version" says which Cardline this is.
`;

/** Commands of two words whose first is this one: `billing`. */
const groupOf = (word: string | undefined) =>
  Object.entries(COMMANDS).filter(([name]) => name.startsWith(`${word} `));

const helpOfGroup = (word: string): string =>
  `cardline ${word} …\n\n${listOf(groupOf(word))}\n\n"cardline ${word} … --help" says more of each.\n`;

const HELP_WORDS: ReadonlySet<string> = new Set(['help', '--help', '-h']);
const VERSION_WORDS: ReadonlySet<string> = new Set(['version', '--version', '-v']);

const helpOf = (name: string, { summary, usage, details }: Command): string =>
  `cardline ${name} ${usage}\n\n  ${summary}\n${details === undefined ? '' : `\n${details}\n`}`;

async function main(words: readonly string[]): Promise<ExitCode> {
  const [first, ...others] = words;
  if (first !== undefined && HELP_WORDS.has(first) && others.length > 0) return main([...others, '--help']);
  if (first !== undefined && VERSION_WORDS.has(first)) {
    say(`${versionOf()}\n`);
    return 0;
  }
  const [name, rest] = findCommand(words);
  const command = name === null ? undefined : COMMANDS[name];
  return name === null || command === undefined ? helpWith(words) : runCommand(name, command, rest);
}

/** What is there, where no command is named. */
function helpWith(words: readonly string[]): ExitCode {
  const [first, ...others] = words;
  const isGroup = groupOf(first).length > 0;
  const help = first !== undefined && isGroup ? helpOfGroup(first) : OVERVIEW;
  const asked = isGroup ? others[0] : first;
  const wantsHelp = first === undefined || HELP_WORDS.has(asked ?? '');
  if (wantsHelp) say(help);
  else tell(`There is no command "${words.join(' ')}".\n\n${help}`);
  return wantsHelp ? 0 : 2;
}

const versionOf = (): string => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String(version);
};

/** The longest known name that the words begin with: `billing run`, `doctor`. */
function findCommand(words: readonly string[]): [name: string | null, rest: readonly string[]] {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    if (Object.hasOwn(COMMANDS, name)) return [name, words.slice(length)];
  }
  return [null, words];
}

async function runCommand(name: string, command: Command, words: readonly string[]): Promise<ExitCode> {
  const parsed = parseWords(command, words);
  if (typeof parsed === 'string') {
    tell(`${parsed}\n\n${helpOf(name, command)}`);
    return 2;
  }
  if (parsed.values.help === true) {
    say(helpOf(name, command));
    return 0;
  }
  const environment = readEnvironment(process.env, 'node');
  let opened: NodeParts | undefined;
  const terminal: Terminal = {
    say,
    tell,
    environment,
    async open(): Promise<House> {
      if (!environment.ok)
        throw new SettingsFault(environment.faults.map(({ message }) => `  - ${message}\n`).join(''));
      // Loaded when it is needed: help, and a slip of the keyboard, are answered at once.
      const [{ makeServices }, { openParts }, { makeLog }, { serverAddress }] = await Promise.all([
        import('./compose.ts'),
        import('./node-parts.ts'),
        import('./runtime/log.ts'),
        import('#db/stores/server-address.ts'),
      ]);
      opened ??= await openParts(
        environment.value,
        makeLog({ isTerminal: process.stderr.isTTY, isCommandLine: true }),
      );
      const { parts } = opened;
      const { url, isUrlGiven } = environment.value;
      return {
        parts,
        services: makeServices(parts),
        url: async () => (isUrlGiven ? url : ((await serverAddress(parts.db)) ?? url)),
      };
    },
  };
  try {
    return await command.run(terminal, parsed.values, parsed.operands);
  } catch (error) {
    tell(
      error instanceof SettingsFault
        ? `These settings are not right:\n${error.message}`
        : `It broke off: ${reasonOf(error)}\n`,
    );
    return 1;
  } finally {
    await opened?.close();
  }
}

class SettingsFault extends Error {}

interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly operands: readonly string[];
}

/** The words as the command wants them, or what is wrong with them. */
function parseWords(command: Command, words: readonly string[]): Parsed | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const parsed = { values: values as Parsed['values'], operands: positionals };
    if (parsed.values.help === true) return parsed;
    const missing = [
      ...(command.required ?? []).filter((option) => !parsed.values[option]).map((option) => `--${option}`),
      ...(command.operands ?? []).slice(positionals.length),
    ];
    if (missing.length > 0) return `Missing: ${missing.join(', ')}.`;
    const surplus = positionals.slice(command.operands?.length ?? 0);
    return surplus.length > 0 ? `Not expected: ${surplus.join(' ')}.` : parsed;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

process.exitCode = await main(process.argv.slice(2));
