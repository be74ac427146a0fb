import { formatDay, localDay, parseDay, type Day } from '@retention/domain/day';
import { GRANULARITIES, type Granularity } from '@retention/domain/period';
import { LOCALES, type Locale } from '@retention/domain/user';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from '../command.ts';
import { readMetrics } from './measure.ts';
import { printMetrics } from './print.ts';

interface Options {
  readonly from?: Day;
  readonly to?: Day;
  readonly granularity: Granularity;
  readonly mode: 'on' | 'on_or_after';
  readonly locale: Locale;
  readonly json?: true;
}

/** Without --from the period is this long. */
const USUAL_DAYS = 30;

/** `retention metrics`: the dashboard in a terminal. */
export const metricsCommand: Command = {
  register: (program, { run }) =>
    program
      .command('metrics')
      .description('print the figures of the dashboard for a period')
      .addOption(new Option('--from <day>', 'first day of the period (default: 30 days up to --to)').argParser(dayOf))
      .addOption(new Option('--to <day>', 'last day of the period (default: today)').argParser(dayOf))
      .addOption(new Option('--granularity <width>', 'of cohorts').choices(GRANULARITIES).default('week'))
      .addOption(
        new Option('--mode <mode>', 'active on day N, or on it or later').choices(['on', 'on_or_after']).default('on'),
      )
      .addOption(new Option('--locale <locale>', 'language of the titles').choices(LOCALES).default('ru'))
      .option('--json', 'as the metrics endpoint answers, for machines')
      .action((options: Options) =>
        run(async ({ config, database, clock, print, catchUp }) => {
          await catchUp();
          const now = clock.now();
          const today = localDay(now, config.timezone);
          const to = options.to ?? today;
          if (to > today) throw new Error(`--to (${formatDay(to)}) has not come yet: today is ${formatDay(today)}`);
          const from = options.from ?? to - USUAL_DAYS + 1;
          if (to < from) throw new Error(`--to (${formatDay(to)}) lies before --from (${formatDay(from)}): swap them`);
          const { granularity, mode, locale } = options;
          const asked = { date_from: formatDay(from), date_to: formatDay(to), granularity, mode };
          const metrics = await readMetrics({ database, projectZone: config.timezone }, now, asked);
          print(
            options.json === true
              ? JSON.stringify(metrics, null, 2)
              : printMetrics(metrics, { ...asked, running: to === today }, locale),
          );
        }),
      ),
};

function dayOf(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new InvalidArgumentError('Give a day like 2024-01-31.');
  return day;
}
