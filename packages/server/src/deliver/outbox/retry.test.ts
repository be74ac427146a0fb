import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../test/database.ts';
import { outboxRows, scriptedCarrier, type GivenTrigger } from './outbox.fixture.ts';
import { createOutbox } from './outbox.ts';
import { createRetry } from './retry.ts';

const { database, clock } = await openTestDatabase({ now: '2024-01-15T10:30:00Z' });
const rows = outboxRows(database);
const retry = createRetry({ database, clock });
const carrier = scriptedCarrier('email');
const outbox = createOutbox({
  database,
  clock,
  logger: pino({ level: 'silent' }),
  registry: new Registry(),
  projectZone: 'Europe/Moscow',
  carriers: [carrier],
  webhook: null,
  linksOf: () => ({ action_url: '', unsubscribe_url: '', preferences_url: '' }),
});

let people = 0;
async function ended(status: string, about: GivenTrigger = {}) {
  const given = await rows.delivery({ user_id: `u${people++}`, channel: 'email' }, about);
  await rows.run('UPDATE delivery SET status = $1, attempts = 8, sent_at = created_at WHERE id = $2', [
    status,
    given.id,
  ]);
  return given;
}

describe('at the owner’s word', () => {
  it.each(['uncertain', 'refused', 'unreachable'])('a delivery that is %s is sent once more', async (status) => {
    const given = await ended(status);
    await retry(given.user_id, given.id);
    expect(await rows.read(given)).toMatchObject({ status: 'waiting', attempts: 0, sent_at: null });
    await outbox.runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'sent', attempts: 1 });
  });

  it('an address that was closed is open again, the others stay closed', async () => {
    const given = await ended('refused');
    const { user_id } = given;
    await rows.run(
      `INSERT INTO closed_address SELECT $1, channel, $2, '', now() FROM unnest('{email,push}'::text[]) AS channel`,
      [user_id, `${user_id}@email`],
    );
    await retry(user_id, given.id);
    const left = await rows.run('SELECT channel FROM closed_address WHERE user_id = $1', [user_id]);
    expect(left).toEqual([{ channel: 'push' }]);
    await outbox.runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'sent' });
  });

  it.each([
    ['waits', 'waiting', {}, 'on its way'],
    ['is being sent', 'sending', {}, 'on its way'],
    ['was sent', 'sent', {}, 'was sent'],
    ['was cancelled', 'cancelled', {}, 'cancelled'],
    ['has expired', 'uncertain', { expires_at: '2024-01-15T10:30:00Z' }, 'expired'],
    ['is over', 'refused', { open: false }, 'is over'],
    ['was dismissed', 'unreachable', { status: 'dismissed' }, 'is over'],
  ])('what %s is not sent again', async (_, status, about, message) => {
    const given = await ended(status, about);
    await expect(retry(given.user_id, given.id)).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining(message) as string,
    });
    expect(await rows.read(given)).toMatchObject({ status, attempts: 8 });
  });

  it('there has to be such a delivery of this person', async () => {
    const given = await ended('refused');
    await expect(retry('somebody else', given.id)).rejects.toMatchObject({ status: 404 });
  });

  it('a call to the host is told again, whatever it was about', async () => {
    const given = await rows.delivery({ user_id: 'host', channel: 'webhook', address: '' });
    await rows.run(`UPDATE delivery SET status = 'refused' WHERE id = $1`, [given.id]);
    await retry('host', given.id);
    expect(await rows.read(given)).toMatchObject({ status: 'waiting', attempts: 0 });
  });
});
