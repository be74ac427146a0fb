import type { Forms, Text } from '@retention/domain/text';

/** Words of what is held about a person, and how it goes. */
export const WORDS = {
  title: { ru: 'Данные человека', en: 'What is held' },
  note: {
    ru: 'Человек вправе получить всё, что о нём хранится, и попросить всё стереть.',
    en: 'A person may have everything that is held about them, and may ask for all of it to be erased.',
  },
  export: { ru: 'Скачать всё, JSON', en: 'Download all, JSON' },
  exporting: { ru: 'Готовится…', en: 'Preparing…' },
  export_note: {
    ru: 'Факты, оценка, события, сообщения и отправки в одном файле. Выгрузка попадёт в журнал.',
    en: 'Facts, judgement, events, messages and deliveries in one file. The export is written into the audit.',
  },
  exported: { ru: 'Данные скачаны', en: 'Downloaded' },
  export_missing: { ru: 'О человеке уже ничего не хранится.', en: 'Nothing is held about them any more.' },
  erase: { ru: 'Стереть человека…', en: 'Erase the person…' },
  erase_note: {
    ru: 'Сначала покажем, что исчезнет, и спросим ещё раз.',
    en: 'It is shown first what goes, and asked once more.',
  },

  dialog: { ru: 'Стереть человека?', en: 'Erase the person?' },
  goes: { ru: 'Исчезнет всё, что о нём хранится:', en: 'Everything that is held about them goes:' },
  goes_facts: {
    ru: 'имя, адреса, подписка и остальные факты',
    en: 'name, addresses, subscription and all other facts',
  },
  goes_events: { ru: 'все события и активные дни', en: 'all events and active days' },
  goes_messages: {
    ru: 'сообщения, отправки, коды, награды и настройки',
    en: 'messages, deliveries, codes, rewards and preferences',
  },
  goes_figures: {
    ru: 'его доля во всех числах: когорты и графики пересчитаются, как будто его не было',
    en: 'their part in every figure: cohorts and charts are counted as if they had never been',
  },
  stays: {
    ru: 'Останется только отпечаток ID без самого ID: по нему события этого человека больше не принимаются, а журнал помнит, что его стёрли.',
    en: 'Only a keyed hash of the id stays, without the id: by it, what is sent for them later is refused, and the audit knows that they were erased.',
  },
  for_good: { ru: 'Отменить это нельзя.', en: 'This cannot be undone.' },
  type_id: { ru: 'Чтобы подтвердить, введите ID:', en: 'To confirm, type the id:' },
  deed: { ru: 'Стереть навсегда', en: 'Erase for good' },
  erasing: { ru: 'Стирается…', en: 'Erasing…' },
  erased: { ru: 'Человек стёрт', en: 'The person is erased' },
  nothing_held: { ru: 'О нём ничего не хранилось', en: 'Nothing was held about them' },
} as const satisfies Record<string, Text>;

export const EVENT_FORMS: Forms = { ru: ['событие', 'события', 'событий'], en: ['event', 'events', 'events'] };
