import { expect, it } from 'vitest';
import { firstMapping } from './guess.ts';
import { readExportMapping, writeExportMapping, type ExportMapping } from './mapping.ts';
import { EXPORT_SHAPES } from './shapes.ts';

const mapping: ExportMapping = {
  ...firstMapping(EXPORT_SHAPES.posthog, 'Europe/Moscow'),
  until: '2026-01-01T00:00:00Z',
  anonymous: 'taken',
  types: { Done: 'habit_completed', __proto__x: null, constructor: null },
  metadata: { Done: { habit_id: 'properties.habit' } },
  people: { email: 'person_properties.email' },
  values: { subscription_plan: { Premium: 'pro' } },
};

it('is read as it was written', () => {
  expect(readExportMapping(writeExportMapping(mapping), 'posthog')).toEqual(mapping);
});

it('may name one field, and leave out what it does not need', () => {
  const text = '{"kind":"amplitude","timezone":"UTC","user_id":"user_id","types":{"A":"session_start"}}';
  expect(readExportMapping(text, 'amplitude')).toEqual({
    ...firstMapping(EXPORT_SHAPES.amplitude, 'UTC'),
    types: { A: 'session_start' },
  });
});

it.each([
  ['{', 'it is not JSON'],
  ['[]', 'it must be a JSON object'],
  [{ kind: 'mixpanel' }, '"kind" must be "posthog"'],
  [{ timezone: '+03:00' }, '"timezone" must be an IANA zone'],
  [{ until: '2026-01-01' }, '"until" must be a moment with a zone'],
  [{ user_id: [] }, '"user_id" must name a field'],
  [{ anonymous: true }, '"anonymous" must be'],
  [{ types: { Done: 'habit_complete' } }, '"types.Done" must be null (left out) or one of onboarding_completed'],
  [{ types: ['Done'] }, '"types" must be an object'],
  [{ metadata: { Done: { habit_id: 7 } } }, '"metadata.Done.habit_id" must be a text'],
  [{ people: { mail: 'x' } }, '"people.mail" is not known here: known are email'],
  [{ values: { plan: {} } }, '"values.plan" is not known here'],
  [{ type: {} }, '"type" is not known here: known are kind'],
])('says what is wrong: %j', (change, expected) => {
  const text = typeof change === 'string' ? change : JSON.stringify({ ...mapping, ...change });
  expect(() => readExportMapping(text, 'posthog')).toThrow(expected);
});
