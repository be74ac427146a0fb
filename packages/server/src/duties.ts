import { localDay } from '@retention/domain/day';
import { catchUp, type CatchUpDeps } from './catch-up.ts';
import { dropMonths, firstKeptDay } from './db/partition.ts';
import type { PersonHash } from './db/person-hash.ts';
import { eraseWhatCameIn } from './erase/came-in.ts';
import type { Logger } from './logger.ts';
import { CLOSE_DUTY, closeDays, reopenDays } from './measure/daily-metrics.ts';
import { countMonths, MONTHS_DUTY } from './measure/month-actions.ts';
import { REFRESH_DUTY, refreshProfiles } from './profile/refresh.ts';
import type { Duty } from './timetable.ts';

/** The name under which the timetable remembers that old events are dropped. */
export const DROP_DUTY = 'drop_events';
/** The name under which the timetable remembers that nothing is left of who was erased. */
export const ERASE_DUTY = 'erase_again';

export interface Privacy {
  readonly personHash: PersonHash;
  /** Whole months of raw events that are kept; null: all. */
  readonly eventsKeepMonths: number | null;
}

/** What is done once a day, at the hour of the project's zone; `privacy` left out: nothing is dropped or erased. */
export function dutiesOf(deps: CatchUpDeps, logger: Logger, privacy?: Privacy): Duty[] {
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
    ...(privacy === undefined ? [] : privacyDuties(deps, logger, privacy)),
  ];
}

function privacyDuties(deps: CatchUpDeps, logger: Logger, { personHash, eventsKeepMonths }: Privacy): Duty[] {
  const { database, clock, projectZone } = deps;
  return [
    {
      name: DROP_DUTY,
      at: '02:00',
      async run(_day, signal) {
        if (eventsKeepMonths === null) return;
        await catchUp(deps, { wait: true, signal });
        const today = localDay(clock.now(), projectZone);
        const { dropped, awaited } = await dropMonths(database, firstKeptDay(today, eventsKeepMonths), signal);
        if (dropped.length > 0) logger.info({ months: dropped }, 'the raw events of months that are over are dropped');
        if (awaited.length > 0) logger.warn({ months: awaited }, 'months are kept until what has changed is counted');
      },
    },
    {
      name: ERASE_DUTY,
      at: '02:30',
      async run(_day, signal) {
        const people = await eraseWhatCameIn({ ...deps, personHash }, signal);
        if (people > 0) logger.warn({ people }, 'something had been stored about people who were erased: it is gone');
      },
    },
  ];
}
