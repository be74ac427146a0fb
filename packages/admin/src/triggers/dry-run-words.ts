import type { Forms, Text } from '@retention/domain/text';

/** Words of the dry run. */
export const WORDS = {
  title: { ru: 'Пробный прогон', en: 'Dry run' },
  lead: {
    ru: 'Кто и что получил бы в выбранный момент, если до него ничего не изменится. Ничего не отправляется.',
    en: 'Who would get what at the chosen moment, if nothing changes until then. Nothing is sent.',
  },
  moment: { ru: 'Момент', en: 'Moment' },
  own: { ru: 'Свой момент', en: 'Own moment' },
  browser_time: { ru: 'по времени вашего браузера', en: 'on the clock of your browser' },
  show: { ru: 'Показать', en: 'Show' },
  too_far: {
    ru: 'Момент должен быть впереди, не дальше 31 дня.',
    en: 'The moment has to lie ahead, at most 31 days.',
  },
  looked_at: { ru: 'Посмотрели на', en: 'Looked at' },
  would_send: { ru: 'ушло бы', en: 'would be sent' },
  held: { ru: 'удержано', en: 'held' },
  nothing: { ru: 'Никто не подошёл бы', en: 'Nobody would match' },
  nothing_at_all: {
    ru: 'В этот момент никто не подошёл бы ни под один тип.',
    en: 'At that moment nobody would match any type.',
  },
  more: { ru: 'Ещё', en: 'More:' },
  of_matched: { ru: 'Показаны первые', en: 'Shown are the first' },
  person: { ru: 'Кто', en: 'Who' },
  gets: { ru: 'Что получит', en: 'What they get' },
  until: { ru: 'уйдёт', en: 'leaves' },
  shadow_note: { ru: 'тип в тени', en: 'type in shadow' },
} as const satisfies Record<string, Text>;

/** After «посмотрели на». */
export const LOOKED_FORMS: Forms = { ru: ['человека', 'человек', 'человек'], en: ['person', 'people', 'people'] };

/** After a number of people. */
export const GETTING_FORMS: Forms = {
  ru: ['получил бы', 'получили бы', 'получили бы'],
  en: ['would get it', 'would get it', 'would get it'],
};
