import { expect, test } from 'vitest';
import type { View } from '../view/view.ts';
import { overviewSentence } from './overview-sentence.ts';
import type { TypeRow } from './trigger-types.ts';
import { countsWith, typeWith } from './types.fixture.ts';

const run = { run_id: 1, matched: 120, users: 400, created_at: '2024-01-15T10:00:00Z' };
const first = typeWith({ counts: countsWith({ matched: 1000, sent: 900, held: 100 }) });
const second = typeWith({ counts: countsWith({ matched: 241, sent: 61 }), held_runs: [run, run, run] });

/** Spaces that do not break are told apart only by their code. */
function plain(text: string): string {
  return text.replaceAll(/[\u00A0\u2009\u202F]/g, ' ');
}

test.each<[View['period'], TypeRow[], string]>([
  ['30d', [first, second], 'За 30 дней 1 241 повод, ушло 961 сообщение, 3 проверки ждут вашего решения.'],
  ['7d', [first], 'За 7 дней 1 000 поводов, ушло 900 сообщений.'],
  [
    'this_month',
    [{ ...first, held_runs: [run] }],
    'В этом месяце 1 000 поводов, ушло 900 сообщений, 1 проверка ждёт вашего решения.',
  ],
  ['30d', [typeWith(), typeWith()], 'За 30 дней поводов писать не было.'],
  [{ date_from: '2024-01-01', date_to: '2024-01-31' }, [first], '1–31 янв. 2024: 1 000 поводов, ушло 900 сообщений.'],
])('%j', (period, types, sentence) => {
  expect(plain(overviewSentence(types, period, 'ru'))).toBe(sentence);
});

test('says the same in English', () => {
  expect(plain(overviewSentence([first, second], '90d', 'en'))).toBe(
    'In 90 days 1,241 matches, 961 messages sent, 3 evaluations wait for your decision.',
  );
  expect(plain(overviewSentence([typeWith()], '90d', 'en'))).toBe('In 90 days nothing has matched.');
});
