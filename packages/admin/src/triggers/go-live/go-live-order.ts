import type { Text } from '@retention/domain/text';
import { TRIGGER_TYPES, type TriggerType } from '@retention/domain/trigger';

/** Who speaks of what the person does anyway surprises nobody: these go first. */
const FIRST: readonly TriggerType[] = ['streak_at_risk', 'first_week_completed'];
/** Who speaks to people that left long ago, with a discount, is judged best when the rest runs. */
const LAST: readonly TriggerType[] = ['win_back'];

export interface Step {
  readonly title: Text;
  readonly why: Text;
  readonly types: readonly TriggerType[];
}

/** The types in the order in which it is wise to switch them on. A type that is named nowhere stands in the middle. */
export const STEPS: readonly Step[] = [
  {
    title: { ru: 'Начните с этих', en: 'Start with these' },
    why: {
      ru: 'Они говорят с теми, кто и так здесь: помогают не потерять серию и хвалят за первую неделю.',
      en: 'They speak to people who are here anyway: they help to keep a streak and praise the first week.',
    },
    types: FIRST,
  },
  {
    title: { ru: 'Потом эти', en: 'Then these' },
    why: {
      ru: 'Когда день-другой всё спокойно. Первыми придут те, кто заходил недавно.',
      en: 'After a quiet day or two. They reach people who were here not long ago.',
    },
    types: TRIGGER_TYPES.filter((type) => !FIRST.includes(type) && !LAST.includes(type)),
  },
  {
    title: { ru: 'Последним', en: 'Last' },
    why: {
      ru: 'Он пишет тем, кого давно не было, и дарит скидку. Включайте, когда остальное работает.',
      en: 'It writes to people who left long ago and gives a discount. Switch it on when the rest runs.',
    },
    types: LAST,
  },
];
