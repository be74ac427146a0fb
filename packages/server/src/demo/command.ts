import { InvalidArgumentError, Option } from 'commander';
import { formatDay, formatInstant, localDay } from '@retention/domain/day';
import type { Command, Tools } from '../command.ts';
import { count, createProgress, duration, type Screen } from '../progress.ts';
import { fillDemo, lookInto, type DemoFilled, type Found } from './fill.ts';
import { demoPeople } from './person.ts';
import { talk, type Talked } from './talk.ts';

export interface DemoCommandOptions {
  readonly users: number;
  readonly days: number;
  readonly seed: number;
}

/** `retention demo`: a year of people who never were, to look at the dashboard with. */
export const demoCommand: Command = {
  register: (program, { run }) =>
    program
      .command('demo')
      .description('fill an empty database with a made-up year of users, to look around')
      .addOption(whole('--users <n>', 'how many people', 5_000, 1, 1_000_000))
      .addOption(whole('--days <n>', 'how many days, ending today', 365, 2, 3_650))
      .addOption(whole('--seed <n>', 'another number, other people; the same number, the same', 1, 0, 2 ** 32 - 1))
      .addHelpText('after', HELP)
      .action((options: DemoCommandOptions) =>
        run(async (tools) => void (await makeDemo(options, { ...tools, screen: process.stderr }))),
      ),
};

export interface DemoTools extends Pick<Tools, 'database' | 'clock' | 'signal' | 'print' | 'catchUp'> {
  readonly config: Pick<Tools['config'], 'timezone' | 'databaseUrl' | 'now'>;
  readonly screen: Screen;
}

const MINUTE_MS = 60_000;

/** Fills the database and says so. Throws where it is not empty; stops between two transactions when told to. */
export async function makeDemo(options: DemoCommandOptions, tools: DemoTools): Promise<DemoFilled> {
  const { config, database, clock, signal, print, screen } = tools;
  const elsewhere = config.databaseUrl === null ? EMBEDDED : DATABASE_URL;
  const found = await lookInto(database);
  if (found.state !== 'empty') throw new Error(`${refusal(found)}. ${elsewhere}`);
  // Even a virtual clock runs while a command starts: within its minute, the same is made.
  const now = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS;
  const projectZone = config.timezone;
  const progress = createProgress(screen);
  const start = performance.now();
  const demo = { ...options, now, projectZone };
  const people = demoPeople(demo);
  const filled = await fillDemo(
    { database, signal, onProgress: (reached) => progress.show((seconds) => describe(reached, seconds)) },
    people,
    demo,
  );
  progress.end();
  if (filled.people < filled.of) {
    progress.say(`Interrupted: ${count(filled.people)} of ${count(filled.of)} people have their events. ${elsewhere}`);
    return filled;
  }
  await tools.catchUp({ history: true });
  const talking = createProgress(screen);
  const onProgress = ({ share, triggers: made }: Talked): void =>
    talking.show(() => `Speaking to people: ${Math.floor(share * 100)} % of the last weeks, ${count(made)} triggers`);
  const { triggers } = await talk({ database, signal, onProgress }, people, demo).finally(() => talking.end());
  const today = localDay(now, projectZone);
  const days = `${formatDay(today - options.days + 1)} … ${formatDay(today)}`;
  const seconds = (performance.now() - start) / 1000;
  print(
    `People: ${count(filled.people)}, events: ${count(filled.events)}, triggers: ${count(triggers)}, ${days}, in ${duration(seconds)}`,
  );
  const at = config.now === null ? '' : `RETENTION_NOW=${formatInstant(now)} `;
  print(`Next: ${at}npm start, and open /admin/ at the address it prints`);
  return filled;
}

function refusal(found: Exclude<Found, { state: 'empty' }>): string {
  if (found.state === 'used') return `The database is not empty: it holds ${count(found.people)} people`;
  const { people, without_events } = found;
  return `A demo was interrupted here: ${count(without_events)} of its ${count(people)} people have no events yet`;
}

const EMBEDDED =
  'A demo begins in an empty database: choose another folder, like DATA_DIR=data/demo npx retention demo';
const DATABASE_URL = 'A demo begins in an empty database: name one in DATABASE_URL';

function describe({ people, of, events }: DemoFilled, seconds: number): string {
  const left = people === 0 ? '' : `, ${duration((seconds * (of - people)) / people)} left`;
  const rate = count(Math.round(events / Math.max(seconds, 0.001)));
  return `${Math.floor((people / of) * 100)} %  ${count(people)} of ${count(of)} people, ${count(events)} events, ${rate}/s${left}`;
}

function whole(flags: string, description: string, preset: number, least: number, most: number): Option {
  const read = (text: string): number => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
  return new Option(flags, description).argParser(read).default(preset);
}

const HELP = `
The people are made up: their addresses end in .example, their Telegram chats are no numbers, and no push service knows
their browsers, so that nothing can reach anybody. For the last weeks the triggers have spoken to them; nothing of it is
left to be sent. The same seed at the same minute makes the same rows; RETENTION_NOW sets the clock.

Examples:
  $ retention demo
  $ DATA_DIR=data/demo retention demo --users 500 --days 90
`;
