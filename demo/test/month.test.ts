import { formatDay, instantAt } from '@retention/domain/day';
import { chromium } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { CHROMIUM_ARGS, findChromium } from '../../packages/admin/test/chromium.ts';
import { openTestDatabase } from '../../packages/server/test/database.ts';
import { dayOf, widget } from './doings.ts';
import { leaksInPayload, leaksInText } from './leak.ts';
import { FOR_THE_SCREEN, Person } from './person.ts';
import { openStage, type StoredEvent } from './stage.ts';
import { AWARDS, STORY, type Day } from './story.ts';

/**
 * A month of one person in New York, where clocks go forward on their seventh day, from the welcome page to the monthly report:
 * each message when it is due, nothing twice, and never what is the owner's alone.
 */
const ZONE = 'America/New_York';
const SINCE = Date.parse('2024-03-04') / 86_400_000;
const LAST_DAY = 31;
const MORNING = '10:00';
const EVENING = '20:01';
const PATIENCE = { timeout: 30_000 };

const executablePath = findChromium();
const open = executablePath === null ? null : await openAll(executablePath);
if (open === null) process.stderr.write('\n  SKIPPED: the month of OnePercent. There is no Chromium.\n\n');

describe.skipIf(open === null)('a month in the browser', () => {
  it(
    'shows each thing when it is due, nothing twice, and never what is the owner’s',
    { timeout: 300_000 },
    async () => {
      if (open === null) return;
      const { stage, browser } = open;
      const person = await Person.come(browser, stage, { zone: ZONE, since: SINCE });
      const goTo = (day: number, moment: string): Promise<void> => {
        stage.clock.set(new Date(at(day, moment)).toISOString());
        return stage.settle();
      };
      const due: string[] = [];
      for (let day = 0; day <= LAST_DAY; day++) {
        const visit = STORY.find((one) => one.day === day);
        const moment = visit?.at ?? MORNING;
        if (visit !== undefined) {
          await goTo(day, moment);
          due.push(...(visit.appears ?? []).map((what) => `d${day} ${what}`));
          await live(person, visit, due);
        }
        // Whoever is away in the evening is thought of all the same.
        if (moment < EVENING) await goTo(day, EVENING);
      }
      expect([...person.appeared].sort()).toEqual(due.toSorted());
      expect(person.bonuses[0]).toBe('d0 10:00 bonus: Первые шаги');
      expect(new Set(person.bonuses.map((what) => what.split(': ')[1])).size).toBe(person.bonuses.length);
      expect(written(await stage.events())).toEqual(written(person.done));
      expect(await stage.awards(ZONE)).toEqual(
        AWARDS.map((award) => ({ ...award, day: formatDay(SINCE + award.day) })),
      );
      expect(person.leaks).toEqual([]);
      expect([...person.looked].sort()).toEqual(FOR_THE_SCREEN.toSorted());
      expect(person.complaints).toEqual([]);
      expect(stage.complaints).toEqual([]);
      await person.close();
    },
  );

  it('would notice what is the owner’s', () => {
    expect(leaksInText('Тихий пользователь, риск: ВЫСОКИЙ. High')).toEqual(['Тихий пользователь', 'ВЫСОКИЙ', 'High']);
    expect(leaksInText('Высокие цели, сегментов нет, твой highlight')).toEqual([]);
    const payload = { priority: 'high', data: { churn_risk: 1, why: ['low'] }, list: [{ segment_label: 'Энтузиаст' }] };
    expect(leaksInPayload(payload)).toEqual(['churn_risk', 'why: low', 'segment_label', 'segment_label: Энтузиаст']);
  });
});

/** A visit: the app is opened, things are done, what is due by then has appeared, and then there is nothing more. */
async function live(person: Person, { day, does, again }: Day, due: readonly string[]): Promise<void> {
  const journey = (page: Person['page']) => dayOf(page, Math.min(30, Math.max(1, day)));
  if (day === 0) await person.open((page) => page.getByRole('button', { name: 'Начать с нуля' }));
  else {
    await person.open(journey);
    person.did({ type: 'session_start' });
    await person.page.getByText(await person.xp(), { exact: true }).waitFor();
  }
  await does(person);
  await person.rest();
  await expect.poll(() => [...person.appeared].sort(), PATIENCE).toEqual(due.toSorted());
  if (again === 'tab') await person.elsewhere(journey);
  if (again === 'reload') await person.reload(journey);
  const completed = widget(person.page).getByRole('listitem').filter({ hasText: 'выполнено' });
  expect(await completed.locator('b').allInnerTexts()).toEqual(completedBy(day));
  await expect.poll(() => person.inbox, PATIENCE).toEqual([]);
  await person.leave();
}

function completedBy(day: number): string[] {
  return STORY.filter((one) => one.day <= day)
    .flatMap(({ appears = [] }) => appears)
    .flatMap((what) => /stage: (.*)/.exec(what)?.[1] ?? []);
}

function at(day: number, moment: string): number {
  const [hour = 0, minute = 0] = moment.split(':').map(Number);
  return instantAt(SINCE + day, hour * 60 + minute, ZONE);
}

/** A line for each; how long things took is another matter. */
function written(events: readonly StoredEvent[]): string[] {
  return events
    .map(({ day, type, metadata }) => {
      const { duration_seconds: _, delay_minutes: __, ...said } = metadata ?? {};
      const names = Object.keys(said).sort();
      return [day, type, ...names.map((name) => `${name}=${String(said[name])}`)].join(' ');
    })
    .sort();
}

async function openAll(executablePath: string) {
  const stage = await openStage(await openTestDatabase({ now: new Date(at(0, MORNING)).toISOString() }));
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  afterAll(() => browser.close());
  return { stage, browser };
}
