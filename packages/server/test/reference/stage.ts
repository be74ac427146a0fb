import { pino } from 'pino';
import { catchUp } from '../../src/catch-up.ts';
import { dutiesOf } from '../../src/duties.ts';
import { HOST_KEY, openTestApp, signToken } from '../../src/http/app.fixture.ts';
import { MONTHS_DUTY } from '../../src/measure/month-actions.ts';
import { createTimetable } from '../../src/timetable.ts';
import type { TestDatabase } from '../database.ts';
import type { Stage } from './play.ts';

/** A real app in a zone of the project, whose clock is the test's. */
export async function openStage(test: TestDatabase, projectZone: string): Promise<Stage> {
  const { database, clock } = test;
  const { http } = await openTestApp(test, { timezone: projectZone });
  const owner = `Bearer ${await signToken({ sub: 'owner', role: 'admin' })}`;
  const users = new Map<string, string>();
  const failures: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line) => void failures.push(line) });
  const timetable = createTimetable({
    database,
    clock,
    zone: projectZone,
    logger,
    // What people did in 30 days is no number of the dashboard.
    duties: dutiesOf({ database, clock, projectZone }, logger).filter(({ name }) => name !== MONTHS_DUTY),
  });

  async function userToken(user_id: string): Promise<string> {
    let token = users.get(user_id);
    if (token === undefined) users.set(user_id, (token = `Bearer ${await signToken({ sub: user_id })}`));
    return token;
  }

  return {
    setClock: (instant) => clock.set(new Date(instant).toISOString()),
    async call(url, as, payload) {
      const authorization =
        as.role === 'user' ? await userToken(as.user_id) : as.role === 'host' ? `Bearer ${HOST_KEY}` : owner;
      const response = await http.inject({ method: 'POST', url, headers: { authorization }, payload });
      return { status: response.statusCode, body: response.json<unknown>() };
    },
    async catchUp() {
      await catchUp({ database, clock, projectZone }, { wait: true });
    },
    async doDuties() {
      await timetable.tick();
      if (failures.length > 0) throw new Error(failures.splice(0).join('\n'));
    },
  };
}
