import { describe, expect, it } from 'vitest';
import { at } from './activity.fixture.ts';
import { CHURN_RISKS } from './churn-risk.ts';
import { MESSAGES, renderMessage, SAMPLE_DATA, STOP_WORDS } from './message.ts';
import { CHANNEL_CHOICES, TYPE_CHOICES } from './preference.ts';
import { SEGMENTS } from './segment.ts';
import { standingAt } from './speak.fixture.ts';
import type { Text } from './text.ts';
import { TRIGGER_TYPES, triggerDefinition, type TriggerType } from './trigger.ts';
import { LOCALES, type Locale } from './user.ts';

/** Every template of a type. */
function templates(type: TriggerType): Text[] {
  const { title, text, more, action } = MESSAGES[type];
  return [title, text, ...more, action.label];
}

/** A type's words with the figures of a sample, in one line. */
function words(type: TriggerType, locale: Locale, data = SAMPLE_DATA[type]): string {
  const { title, text, more, action } = renderMessage(type, data, locale);
  return [title, text, ...more, action.label].join('\n');
}

const ALL = TRIGGER_TYPES.flatMap((type) => LOCALES.map((locale) => [type, locale] as const));

/** Whatever a person may ever read of messages. */
const EVERYTHING: readonly (readonly [string, Locale, string])[] = [
  ...ALL.map(([type, locale]) => [type, locale, words(type, locale)] as const),
  ...LOCALES.flatMap((locale) => {
    const choices = [...Object.values(TYPE_CHOICES), ...Object.values(CHANNEL_CHOICES)];
    const said = choices.map(({ label, hint }) => `${label[locale]} ${hint[locale]}`);
    const stops = Object.values(STOP_WORDS).map((stop) => stop[locale]);
    return [['the preferences', locale, [...said, ...stops].join('\n')] as const];
  }),
];

describe('the words of a message', () => {
  it.each(TRIGGER_TYPES)('%s speaks of no figure that its data do not have', (type) => {
    const standing = standingAt(at('2024-01-15T12:00:00Z'), {
      registered: '2023-12-01',
      first_week: 5,
      last_active: '2024-01-12',
      last_habit: '2024-01-14',
      streak: 3,
      status: 'trial',
      trial_ends_at: at('2024-01-17T12:00:00Z'),
    });
    const definition = triggerDefinition(type);
    const code = definition.code === null ? [] : ['code', 'percent', 'code_expires_on'];
    const known = [...Object.keys(definition.data(standing) ?? {}), ...code];
    expect(Object.keys(SAMPLE_DATA[type]).toSorted()).toEqual(known.toSorted());
    for (const template of templates(type)) {
      for (const locale of LOCALES) {
        const named = Array.from(template[locale].matchAll(/\{(\w+)/g), ([, name]) => name);
        expect(known).toEqual(expect.arrayContaining(named));
      }
    }
  });

  it.each(ALL)('%s in %s has no hole and is short', (type, locale) => {
    const { title, text } = renderMessage(type, SAMPLE_DATA[type], locale);
    expect(words(type, locale)).not.toMatch(/[{}]|undefined|null|NaN| {2}| [.,!]/);
    expect(title.length).toBeLessThanOrEqual(50);
    expect(text.length).toBeLessThanOrEqual(140);
  });

  it.each(ALL)('%s in %s is written in one language', (type, locale) => {
    const without = words(type, locale).replace('ONE-7KQ4-M2XD', '').replace('+50 XP', '');
    expect(without).toMatch(locale === 'ru' ? /^[^a-z]*$/i : /^[^а-яё]*$/i);
  });

  it.each(EVERYTHING)('%s in %s name no segment and no risk', (_, locale, said) => {
    const labels = [...Object.values(SEGMENTS), ...Object.values(CHURN_RISKS)].map(({ label }) => label[locale]);
    // Of a streak it may be said.
    const lower = said.replace('Your streak of 7\u00a0days is at risk', '').toLowerCase();
    for (const label of labels) expect(lower.split(/[^\p{L}]+/u)).not.toContain(label.toLowerCase());
    for (const name of Object.keys(SEGMENTS)) expect(lower).not.toContain(name.replace('_', ' '));
    expect(lower).not.toMatch(/churn|segment|risk|inactive|сегмент|риск|отток|неактивн/);
  });

  it.each(EVERYTHING)('%s in %s shame nobody', (_, _locale, said) => {
    expect(said).not.toMatch(
      /(?<!\p{L})(забыл|забрось|забросил|бросил|потеря|провал|стыд|вин[аоу]|разочар|должн|должен|обязан|не смог|пропустил|подв[её]л|почему|лень|ленив)/iu,
    );
    expect(said).not.toMatch(
      /forg[eo]t|gave up|giving up|abandon|\blos[te]\b|\bfail|shame|guilt|disappoint|should have|you must|lazy|missed|why/iu,
    );
  });
});

describe('figures', () => {
  it.each<[TriggerType, Locale, string, number, string]>([
    ['streak_at_risk', 'ru', 'streak', 1, 'серия из 1 дня'],
    ['streak_at_risk', 'ru', 'streak', 2, 'серия из 2 дней'],
    ['streak_at_risk', 'ru', 'streak', 5, 'серия из 5 дней'],
    ['streak_at_risk', 'ru', 'streak', 11, 'серия из 11 дней'],
    ['streak_at_risk', 'ru', 'streak', 21, 'серия из 21 дня'],
    ['streak_at_risk', 'ru', 'streak', 22, 'серия из 22 дней'],
    ['streak_at_risk', 'en', 'streak', 1, 'streak of 1 day is'],
    ['streak_at_risk', 'en', 'streak', 21, 'streak of 21 days is'],
    ['trial_expiring', 'ru', 'days_remaining', 1, 'периода 1 день.'],
    ['trial_expiring', 'ru', 'days_remaining', 2, 'периода 2 дня.'],
    ['trial_expiring', 'ru', 'days_remaining', 5, 'периода 5 дней.'],
    ['trial_expiring', 'en', 'days_remaining', 1, 'in 1 day.'],
    ['trial_expiring', 'en', 'days_remaining', 2, 'in 2 days.'],
    ['inactivity_3_days', 'ru', 'days_inactive', 3, '3 дня'],
    ['inactivity_3_days', 'ru', 'days_inactive', 11, '11 дней'],
    ['inactivity_3_days', 'ru', 'days_inactive', 21, '21 день'],
    ['inactivity_3_days', 'ru', 'days_inactive', 22, '22 дня'],
    ['first_week_completed', 'ru', 'days_active', 5, '5 дней с тобой'],
    ['first_week_completed', 'en', 'days_active', 5, 'on 5 days'],
  ])('%s in %s: %s %i is “%s”', (type, locale, name, figure, expected) => {
    const said = words(type, locale, { ...SAMPLE_DATA[type], [name]: figure });
    expect(said.replaceAll('\u00a0', ' ')).toContain(expected);
  });

  it.each([1, 21])('agree with the verb in Russian: %i день', (figure) => {
    const away = words('inactivity_3_days', 'ru', { days_inactive: figure }).replaceAll('\u00a0', ' ');
    const trial = words('trial_expiring', 'ru', { days_remaining: figure }).replaceAll('\u00a0', ' ');
    expect(away).not.toContain(`рошло ${figure} день`);
    expect(trial).not.toContain(`сталось ${figure} день`);
  });

  it('are dates as people write them', () => {
    expect(words('win_back', 'ru')).toContain('действует до 29.01.2024');
    expect(words('win_back', 'en')).toContain('valid until 2024-01-29');
  });

  it('that are missing leave no name behind, and words that look like names stay words', () => {
    expect(renderMessage('monthly_report', {}, 'en').text).not.toMatch(/[{}]|undefined/);
    expect(renderMessage('win_back', { ...SAMPLE_DATA.win_back, code: '{percent}' }, 'en').text).toContain('{percent}');
  });
});
