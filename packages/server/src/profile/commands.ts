import { formatDay } from '@retention/domain/day';
import { LOCALES, readUserId, textLocale, type Locale } from '@retention/domain/user';
import type { Command } from '../command.ts';
import { count, createProgress, duration } from '../progress.ts';
import { printProfile, profileJson } from './print.ts';
import { currentProfile } from './profile.ts';
import { refreshProfiles, type RefreshProgress } from './refresh.ts';

export const refreshCommand: Command = {
  register: (program, { run }) =>
    program
      .command('refresh')
      .description('judge everybody anew: write every profile and the daily snapshot of segments and risk')
      .action(() =>
        run(async ({ config, database, clock, signal, print }) => {
          const progress = createProgress(process.stderr);
          const projectZone = config.timezone;
          const start = performance.now();
          const { people, first_day, last_day } = await refreshProfiles({
            database,
            clock,
            projectZone,
            signal,
            onProgress: (reached) => progress.show((seconds) => describe(reached, seconds)),
          });
          progress.end();
          const seconds = (performance.now() - start) / 1000;
          const days =
            first_day === last_day ? formatDay(last_day) : `${formatDay(first_day)} … ${formatDay(last_day)}`;
          print(`Profiles written: ${count(people)}, in ${duration(seconds)}; segments and risk as of ${days}`);
        }),
      ),
};

export const profileCommand: Command = {
  register: (program, { run }) =>
    program
      .command('profile')
      .argument('<user>', 'the id of a user, as the host knows it')
      .description('print the profile of a user with the reasons behind it')
      .option('--json', 'as one JSON object, for machines')
      .option('--locale <locale>', "language of the texts, ru or en (default: the user's own)")
      .action((input: string, options: { json?: true; locale?: string }) =>
        run(async ({ config, database, clock, print }) => {
          const user_id = readUserId(input);
          if (user_id === null) throw new Error('A user id is 1 to 128 characters long');
          const deps = { database, clock, projectZone: config.timezone };
          const { person, profile, known } = await currentProfile(deps, user_id);
          if (!known)
            throw new Error(`There is no user "${user_id}": neither the host nor an event has spoken of them`);
          const locale = readLocale(options.locale) ?? textLocale(person.locale);
          print(options.json === true ? profileJson(person, profile) : printProfile(person, profile, locale));
        }),
      ),
};

function describe({ done, total }: RefreshProgress, seconds: number): string {
  const left = done === 0 ? '' : `, ${duration((seconds * (total - done)) / done)} left`;
  const rate = count(Math.round(done / Math.max(seconds, 0.001)));
  return `${Math.floor((done / Math.max(total, 1)) * 100)} %  ${count(done)} of ${count(total)} profiles, ${rate}/s${left}`;
}

function readLocale(text: string | undefined): Locale | null {
  if (text === undefined) return null;
  const locale = LOCALES.find((name) => name === text);
  if (locale === undefined) throw new Error(`--locale is '${text}': give ${LOCALES.join(' or ')}`);
  return locale;
}
