import { CHURN_RISK_NAMES, CHURN_RISKS } from '@retention/domain/churn-risk';
import { SEGMENT_NAMES, SEGMENTS } from '@retention/domain/segment';

/** What is the owner's alone: nobody may find it on their screen, or in what is meant for it. */
const WORDS = [
  ...Object.values(SEGMENTS).flatMap(({ label }) => Object.values(label)),
  ...Object.values(CHURN_RISKS).flatMap(({ label }) => Object.values(label)),
  ...SEGMENT_NAMES,
  ...CHURN_RISK_NAMES,
  'segment',
  'churn',
  'churn_risk',
  'retention_score',
  'сегмент',
  'отток',
];
/** Whole words, as no letter, digit or underscore is beside them. */
const FORBIDDEN = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${WORDS.join('|')})(?![\\p{L}\\p{N}_])`, 'giu');
const OWNERS_KEY = /segment|risk|score/i;

/** The owner's words in a text a person may see. */
export function leaksInText(text: string): string[] {
  return [...text.matchAll(FORBIDDEN)].map(({ 0: word }) => word);
}

/** The owner's words in a payload that is meant for the screen: in its keys, and in its values. */
export function leaksInPayload(payload: unknown, key = ''): string[] {
  if (typeof payload === 'string') {
    // How urgent a message is has words of its own, which happen to be those of a risk.
    return key === 'priority' ? [] : leaksInText(payload).map((word) => `${key}: ${word}`);
  }
  if (typeof payload !== 'object' || payload === null) return [];
  return Object.entries(payload).flatMap(([name, value]) => [
    ...(OWNERS_KEY.test(name) ? [name] : []),
    ...leaksInPayload(value, Array.isArray(payload) ? key : name),
  ]);
}
