import {
  checkJournal,
  compileMatch,
  createLog,
  dumpJournal,
  eventOf,
  HeraldError,
  type Match,
  type MatchFields,
  repairJournal,
} from '@kubeherald/core';
import { Command } from 'commander';
import { exit, explain } from '../failure.ts';

const fields = [
  'level',
  'namespaces',
  'kinds',
  'names',
  'reasons',
  'messages',
  'components',
  'nodes',
] as const satisfies readonly (keyof MatchFields)[];

/** `kubeherald journal check|dump|repair`: for a stopped or copied journal. */
export function journalCommand(finish: (code: number) => void): Command {
  return new Command('journal')
    .description('look into a stopped or copied journal')
    .addCommand(check(finish))
    .addCommand(dump(finish))
    .addCommand(repair(finish));
}

function check(finish: (code: number) => void): Command {
  return new Command('check')
    .description('say what is in it and what is damaged; exit 1 when something is')
    .argument('<folder>', 'the journal')
    .action((folder: string) =>
      reading(finish, async () => {
        const report = await checkJournal(folder);
        process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
        return report.problems.length > 0 || report.tornTail !== undefined ? 1 : 0;
      }),
    );
}

/** A folder that is no journal, or cannot be read, is an input that cannot be used. */
async function reading(finish: (code: number) => void, action: () => Promise<number>): Promise<void> {
  try {
    finish(await action());
  } catch (error) {
    if (!(error instanceof HeraldError) || error.code !== 'KH_JOURNAL_UNUSABLE') throw error;
    process.stderr.write(explain(error));
    finish(exit.noInput);
  }
}

function dump(finish: (code: number) => void): Command {
  const command = new Command('dump')
    .description(
      'print its events as NDJSON, oldest first; patterns as in a match: names, globs, /regular expressions/',
    )
    .argument('<folder>', 'the journal')
    .option('--cluster <name>', "the cluster's name to print", '');
  for (const field of fields) {
    command.option(`--${field} <patterns...>`, `only events whose ${field} match`);
    command.option(`--not-${field} <patterns...>`, `no events whose ${field} match`);
  }
  return command.action((folder: string, options: Readonly<Record<string, unknown>>) => {
    const wanted = matchOf(options, (message) => command.error(`error: ${message}`));
    const cluster = typeof options.cluster === 'string' ? options.cluster : '';
    return reading(finish, async () => {
      await print(folder, wanted, cluster);
      return 0;
    });
  });
}

function matchOf(options: Readonly<Record<string, unknown>>, refuse: (message: string) => never): Match {
  const compiled = compileMatch({
    ...chosen((field) => options[field]),
    not: chosen((field) => options[`not${field.charAt(0).toUpperCase()}${field.slice(1)}`]),
  });
  if (compiled.kind === 'compiled') return compiled.match;
  // Which of an option's patterns it is the message says.
  const lines = compiled.faults.map(({ path, message }) => {
    const words = path.split('/').filter((word) => word !== '' && !/^\d+$/.test(word));
    return `--${words.join('-')}: ${message}`;
  });
  return refuse(lines.join('\n'));
}

async function print(folder: string, wanted: Match, cluster: string): Promise<void> {
  let places = 0;
  const damaged = () => {
    places += 1;
  };
  for await (const entry of dumpJournal(folder, { damaged })) {
    const event = eventOf(entry, cluster);
    if (wanted.decide(event) !== 0) continue;
    const decisions = entry.table.sinks.map(({ name, clauses }, row) => {
      const decision = entry.decisions[row] ?? 0;
      return [name, decision === 0 ? 'wanted' : `not wanted: ${clauses[decision - 1] ?? 'unknown clause'}`];
    });
    const { sequence, scope, receivedAt } = entry;
    const journal = {
      sequence,
      scope,
      receivedAt: new Date(receivedAt).toISOString(),
      sinks: Object.fromEntries(decisions),
    };
    const line = `${JSON.stringify({ ...event, journal })}\n`;
    if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
  if (places > 0) {
    process.stderr.write(
      `${places} damaged places were passed over, so this is not all: kubeherald journal check ${folder} says what is missing\n`,
    );
  }
}

function chosen(given: (field: string) => unknown): MatchFields {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const patterns = given(field);
      return Array.isArray(patterns) ? [[field, patterns.map(String)]] : [];
    }),
  );
}

function repair(finish: (code: number) => void): Command {
  return new Command('repair')
    .description(
      'cut a torn tail off and rewrite damaged segments without the damage, keeping a copy; exit 1 when something remains',
    )
    .argument('<folder>', 'the journal')
    .action((folder: string) =>
      reading(finish, async () => {
        const report = await repairJournal(folder, createLog('warn'));
        process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
        return report.remaining.length > 0 ? 1 : 0;
      }),
    );
}
