import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { dryRun, type WouldGet } from './dry-run.ts';
import { createSetting } from './setting.ts';
import { at, openStage } from './stage.fixture.ts';

const test = await openTestDatabase();
const { deps, does, empty, go, outbox, rows, says, triggers } = openStage(test, ['telegram']);
const setting = createSetting(test);

beforeEach(empty);

const EVENING = at('2024-03-04T20:59:00Z');

async function wouldGet(as_live: boolean): Promise<WouldGet[]> {
  const { triggers: would } = await dryRun(deps, EVENING, { as_live });
  return [...would.values()].flat();
}

describe('as if all were switched on', () => {
  beforeEach(async () => {
    await says('a', { telegram_chat_id: 7 });
    await does('a', 'session_start', '2024-03-01T08:00:00Z');
    await go('2024-03-01T09:00:00Z');
  });

  it('says who would get what of a type in shadow, and nothing leaves or is written', async () => {
    await setting({ body: { type: 'inactivity_3_days', mode: 'shadow' } });
    expect(await wouldGet(false)).toMatchObject([{ type: 'inactivity_3_days', held_by: 'shadow' }]);
    const [would] = await wouldGet(true);
    expect(would).toMatchObject({ type: 'inactivity_3_days', channels: ['telegram', 'in_app'] });
    expect(would?.held_by).not.toBe('shadow');
    expect(await triggers()).toEqual([]);
    expect(await outbox()).toEqual([]);
    expect(await rows('SELECT type, mode FROM trigger_setting')).toEqual([
      { type: 'inactivity_3_days', mode: 'shadow' },
    ]);
  });

  it('leaves a type that is off as it is', async () => {
    await setting({ body: { type: 'inactivity_3_days', mode: 'off' } });
    expect(await wouldGet(true)).toEqual([]);
  });

  it('counts nobody who has matched in shadow already: that is not sent afterwards', async () => {
    await setting({ body: { type: 'inactivity_3_days', mode: 'shadow' } });
    await go('2024-03-04T12:00:00Z');
    expect(await triggers()).toMatchObject([{ held_by: 'shadow', open: false }]);
    expect(await wouldGet(true)).toEqual([]);
  });
});
