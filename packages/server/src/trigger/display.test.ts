import { beforeEach, describe, expect, it } from 'vitest';
import { ADDRESSES, type EndpointName } from '@retention/domain/contract/address';
import type { Contract } from '@retention/domain/contract/contract';
import { CHURN_FACTORS, CHURN_RISKS } from '@retention/domain/churn-risk';
import { SAMPLE_DATA } from '@retention/domain/message';
import { SEGMENTS } from '@retention/domain/segment';
import { TRIGGER_TYPES, triggerDefinition } from '@retention/domain/trigger';
import { LOCALES, type Locale } from '@retention/domain/user';
import { openTestDatabase } from '../../test/database.ts';
import { openTestApp, signToken } from '../http/app.fixture.ts';
import { openStage } from './stage.fixture.ts';

// Whatever the app is handed to show: people never see their segment, nor how likely they are thought to leave.

const test = await openTestDatabase({ now: '2024-03-01T09:00:00Z' });
const app = await openTestApp(test);
const { empty, does, says } = openStage(test, []);
const owner = await signToken({ sub: 'owner', role: 'admin' });
const ivan = await signToken({ sub: '77' });
const SHOWN = TRIGGER_TYPES.filter((type) => triggerDefinition(type).how !== null);

beforeEach(empty);

async function ask<Name extends EndpointName>(name: Name, token: string, payload: object) {
  const { path: url, method } = ADDRESSES[name];
  const headers = { authorization: `Bearer ${token}` };
  const response = await app.http.inject({ method, url, headers, payload });
  expect(response.statusCode, response.body).toBe(200);
  return response.json<Contract[Name]['response']>();
}

/** Somebody to whom everything is said at once: yesterday a streak, two days of trial, a first week and a month behind. */
async function everything(locale: Locale): Promise<Inbox['triggers']> {
  await says('77', {
    locale,
    joined_at: '2024-01-28T09:00:00Z',
    subscription: { plan: 'pro', status: 'trial', trial_ends_at: '2024-03-03T09:00:00Z' },
  });
  for (const day of ['01-28', '01-29', '01-30', '01-31', '02-01', '02-27', '02-28', '02-29']) {
    await does('77', 'habit_completed', `2024-${day}T09:00:00Z`);
  }
  for (const trigger_type of SHOWN) {
    await ask('send_trigger', owner, { user_id: 77, trigger_type, channels: ['in_app'] });
  }
  const { triggers, ...rest } = await ask('triggers_pending', ivan, {});
  expect(rest).toEqual({ priority_trigger: triggers[0] });
  expect(new Set(triggers.map(({ type }) => type))).toEqual(new Set(SHOWN));
  return triggers;
}

type Inbox = Contract['triggers_pending']['response'];

/** Every text somewhere in it, keys included; `type` and `priority` are for the app alone. */
function texts({ type: _type, priority: _priority, action, ...shown }: Inbox['triggers'][number]): string[] {
  const inside = (value: unknown): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, part]) => [key, ...inside(part)])
      : [String(value)];
  return inside({ ...shown, label: action.label });
}

describe('what the app is handed to show', () => {
  it.each(LOCALES)('in %s tells nobody their segment or risk, whatever it is about', async (locale) => {
    for (const text of (await everything(locale)).flatMap(texts)) {
      // Of a streak it may be said.
      const said = text.replace(/Your streak of 3\u00a0days is at risk|Streak at risk/, '').toLowerCase();
      for (const { label } of [...Object.values(SEGMENTS), ...Object.values(CHURN_FACTORS)]) {
        expect(said).not.toContain(label.ru.toLowerCase());
        expect(said).not.toContain(label.en.toLowerCase());
      }
      for (const { label } of Object.values(CHURN_RISKS)) {
        const words = said.split(/[^\p{L}]+/u);
        expect(words).not.toContain(label.ru.toLowerCase());
        expect(words).not.toContain(label.en.toLowerCase());
      }
      for (const name of Object.keys(SEGMENTS)) {
        expect(said).not.toContain(name);
        expect(said).not.toContain(name.replace('_', ' '));
      }
      expect(said).not.toMatch(/churn|segment|risk|score|holdout|сегмент|риск|отток|групп/);
    }
  });

  it('has no field beside those of the contract', async () => {
    const fields = ['id', 'type', 'type_label', 'priority', 'data', 'title', 'message', 'how', 'action', 'created_at'];
    for (const trigger of await everything('ru')) {
      expect(Object.keys(trigger)).toEqual(fields);
      expect(trigger).toMatchObject({ how: triggerDefinition(trigger.type).how, title: expect.stringMatching(/./) });
      expect(Object.keys(trigger.data).toSorted()).toEqual(Object.keys(SAMPLE_DATA[trigger.type]).toSorted());
    }
  });
});
