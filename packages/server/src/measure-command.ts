import { formatDay, parseDay, type Day } from '@retention/domain/day';
import type { Command } from './command.ts';
import { auditCommand } from './db/audit.ts';
import { count, createProgress, duration } from './progress.ts';
import { rebuild } from './rebuild.ts';

interface Options {
  readonly from: string;
  readonly to: string;
}

/** `retention measure`: counts everything anew from what is stored, and closes days of the past again. */
export const measureCommand: Command = {
  register: (program, { run }) =>
    program
      .command('measure')
      .description('count everything anew from what is stored, and close these days again')
      .requiredOption('--from <day>', 'the first day to judge and close anew, like 2024-01-01')
      .requiredOption('--to <day>', 'the last one; days that are not over stay open')
      .addHelpText('after', HELP)
      .action((options: Options) =>
        run(async (tools) => {
          const { config, database, clock, signal, print } = tools;
          const [from, to] = [dayOf('--from', options.from), dayOf('--to', options.to)];
          if (to < from) throw new Error(`--to (${options.to}) lies before --from (${options.from}): swap them`);
          await auditCommand(tools, 'measure', { from: options.from, to: options.to });
          const progress = createProgress(process.stderr);
          const start = performance.now();
          const changed = await rebuild(
            { database, clock, projectZone: config.timezone },
            {
              from,
              to,
              signal,
              onProgress: (people) =>
                progress.show((seconds) => {
                  const rate = count(Math.round(people / Math.max(seconds, 0.001)));
                  return `${count(people)} people judged and counted anew, ${rate}/s`;
                }),
            },
          ).finally(() => progress.end());
          const seconds = (performance.now() - start) / 1000;
          print(`Counted anew in ${duration(seconds)}; closed days whose figures changed: ${count(changed.length)}`);
          if (changed.length > 0) print(`  ${shown(changed)}`);
        }),
      ),
};

const MOST_SHOWN = 10;

function shown(days: readonly Day[]): string {
  const named = days.slice(0, MOST_SHOWN).map(formatDay).join(', ');
  return days.length > MOST_SHOWN ? `${named} and ${count(days.length - MOST_SHOWN)} more` : named;
}

function dayOf(option: string, text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new Error(`${option} is '${text}': give a day like 2024-01-31`);
  return day;
}

const HELP = `
The server keeps the figures up to date by itself, late events included. This is for what it cannot see: rows changed by
hand, a restored backup. Readers see the old figures until the new ones are complete.

Example:
  $ retention measure --from 2024-01-01 --to 2024-01-31
`;
