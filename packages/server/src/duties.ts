import { catchUp, type CatchUpDeps } from './catch-up.ts';
import type { Logger } from './logger.ts';
import { CLOSE_DUTY, closeDays, reopenDays } from './measure/daily-metrics.ts';
import { countMonths, MONTHS_DUTY } from './measure/month-actions.ts';
import { REFRESH_DUTY, refreshProfiles } from './profile/refresh.ts';
import type { Duty } from './timetable.ts';

/** What is done once a day, at the hour of the project's zone. */
export function dutiesOf(deps: CatchUpDeps, logger: Logger): Duty[] {
  const { database, clock, projectZone } = deps;
  const closing = () => ({ now: clock.now(), projectZone });
  return [
    {
      name: CLOSE_DUTY,
      at: '00:05',
      async run(_day, signal) {
        await catchUp(deps, { wait: true, signal });
        const days = await closeDays(database, closing());
        logger.info({ days: days.length }, 'yesterday is closed');
      },
    },
    {
      name: MONTHS_DUTY,
      at: '00:30',
      async run(_day, signal) {
        const days = await countMonths(database, { ...closing(), again: 'changing', signal });
        logger.info({ days: days.length }, 'how much people did in 30 days is counted');
      },
    },
    {
      name: REFRESH_DUTY,
      at: '01:00',
      async run(_day, signal) {
        const { people, first_day } = await refreshProfiles({ database, clock, projectZone, signal });
        // Nights that were missed have been judged: the days after them may be closed already.
        await reopenDays(database, first_day, closing());
        logger.info({ people }, 'the nightly refresh has judged everybody anew');
      },
    },
  ];
}
