import type { Forms, Text } from '@retention/domain/text';

/** Words of the page that takes messages live. */
export const WORDS = {
  title: { ru: 'Запуск', en: 'Go live' },
  nothing_leaves: {
    ru: 'Само ничего не уходит, пока вы это не включите.',
    en: 'Nothing leaves by itself until you switch it on.',
  },
  all_shadow: {
    ru: 'Все сообщения в тени: записывается, кому бы они ушли, и только.',
    en: 'All messages are in shadow: who would get them is recorded, and that is all.',
  },
  all_live: {
    ru: 'Всё включено. Вернуть в тень можно одним нажатием.',
    en: 'Everything is on. One press takes it back to shadow.',
  },
  lead: {
    ru: 'Ниже видно, кто и что получил бы. Включайте по одному, сверху вниз. Что подошло в тени раньше, задним числом не отправляется.',
    en: 'Below is who would get what. Switch on one at a time, from the top. What matched in shadow before is not sent afterwards.',
  },
  all_back: { ru: 'Вернуть всё в тень', en: 'Back to shadow, all of it' },

  came_in: { ru: 'Что пришло', en: 'What came in' },
  came_in_note: {
    ru: 'Откуда взяты люди и события и насколько это свежо.',
    en: 'Where people and events were taken from, and how fresh that is.',
  },
  we_know: { ru: 'Здесь', en: 'Here are' },
  data_since: { ru: 'данные с', en: 'data since' },
  nobody_yet: {
    ru: 'Людей пока нет: история ещё не загружена.',
    en: 'There is nobody yet: no history has come in.',
  },
  no_connection: {
    ru: 'Живого подключения к базе приложения нет. История загружается файлами, события присылает приложение. Подключить Django можно так, база только читается:',
    en: 'There is no connection to the database of an app. History comes as files, events are sent by the app. Django connects like this, and is only read:',
  },

  safeguards: { ru: 'Что бережёт людей', en: 'What protects people' },
  safeguards_note: { ru: 'Действует всегда, и после включения.', en: 'Always holds, also after switching on.' },
  brake: { ru: 'Тормоз', en: 'The brake' },
  brake_what: {
    ru: 'Если за раз подходит больше 20\u00A0% людей (и больше 100), ничего не уходит: сообщения ждут вашего решения на странице «Типы».',
    en: 'If more than 20% of the people (and more than 100) match at once, nothing leaves: the messages wait for your decision on the page “Types”.',
  },
  caps: { ru: 'Покой', en: 'Peace' },
  caps_what: {
    ru: 'Не больше одного сообщения в день и трёх в неделю. С 22:00 до 09:00 по часам человека тихо: что подошло вечером, уйдёт утром.',
    en: 'At most one message a day and three a week. Quiet from 22:00 to 09:00 where the person is: what matches in the evening leaves in the morning.',
  },
  holdout: { ru: 'Сравнение', en: 'Comparison' },
  holdout_what: {
    ru: 'Часть людей не получает ничего, чтобы было видно, помогают ли сообщения.',
    en: 'Some people get nothing, so that it shows whether messages help.',
  },

  moment: { ru: 'До какого момента смотреть', en: 'Until when to look' },
  today: { ru: 'До конца дня', en: 'Until tonight' },
  tomorrow: { ru: 'До конца завтра', en: 'Until tomorrow night' },
  own: { ru: 'Свой момент', en: 'Own moment' },
  show: { ru: 'Показать', en: 'Show' },
  too_far: {
    ru: 'Момент должен быть впереди, не дальше 31 дня.',
    en: 'The moment has to lie ahead, at most 31 days.',
  },
  project_time: { ru: 'по времени проекта', en: 'on the clock of the project' },
  until: { ru: 'До', en: 'Until' },
  if_all: { ru: 'если включить всё,', en: 'if everything is on,' },
  would_leave: { ru: 'уйдёт или покажется', en: 'would leave or show' },
  nobody_gets: { ru: 'если включить всё, не подойдёт никто', en: 'even if everything is on, nobody matches' },
  counting: { ru: 'Считаем, кто что получит', en: 'Working out who would get what' },

  nobody: { ru: 'Никто не подойдёт', en: 'Nobody would match' },
  brake_likely: {
    ru: 'Похоже на массовую рассылку: если подойдут разом, тормоз задержит её до вашего решения.',
    en: 'That looks like a mass mailing: if they match at once, the brake holds it for your decision.',
  },
  text: { ru: 'Что увидит человек', en: 'What the person sees' },
  all_texts: { ru: 'Все тексты и тест себе', en: 'All texts, and a test to yourself' },
  no_preview: { ru: 'Текст не загрузился.', en: 'The text could not be loaded.' },

  not_set_up: { ru: 'не настроено', en: 'not set up' },
  mute: {
    ru: 'Канал этого типа не настроен: пока так, сообщение никому не уйдёт.',
    en: 'The channel of this type is not set up: as it stands, the message reaches nobody.',
  },
  channels_title: { ru: 'Настроены не все каналы', en: 'Not every channel is set up' },
  channels_what: {
    ru: 'В приложении сообщения показываются и так. Чтобы они уходили наружу, задайте переменные и перезапустите сервер.',
    en: 'In the app messages show anyway. For them to leave, set these variables and restart the server.',
  },

  switch_on: { ru: 'Включить', en: 'Switch on' },
  switching: { ru: 'Включается…', en: 'Switching…' },
  to_shadow: { ru: 'Вернуть в тень', en: 'Back to shadow' },
  state_live: { ru: 'Отправляется', en: 'Is sent' },
  state_shadow: { ru: 'В тени', en: 'In shadow' },
  state_off: { ru: 'Выключен', en: 'Off' },
  off_note: { ru: 'Выключен: поводы не проверяются.', en: 'Off: nothing is evaluated.' },
  xp_why: {
    ru: 'Не сообщение, а награда: приложение узнаёт о +50 XP за пройденную веху. Прежние вехи не начисляются.',
    en: 'No message but a reward: the app is told of +50 XP for a milestone reached. Earlier ones are not awarded.',
  },
  rewards: { ru: 'И награды', en: 'And rewards' },

  banner: {
    ru: 'Само ничего не уходит: сообщения в тени, пока вы их не включите.',
    en: 'Nothing leaves by itself: messages are in shadow until you switch them on.',
  },
  banner_some: { ru: 'Не все сообщения включены, в тени', en: 'Not all messages are on, in shadow:' },
  banner_link: { ru: 'Посмотреть, кто что получит', en: 'See who would get what' },
  banner_hide: { ru: 'Скрыть', en: 'Hide' },
} as const satisfies Record<string, Text>;

export const LIVE_FORMS: Forms = {
  ru: ['тип отправляется', 'типа отправляются', 'типов отправляются'],
  en: ['type is sent', 'types are sent', 'types are sent'],
};
export const SHADOW_FORMS: Forms = {
  ru: ['в тени', 'в тени', 'в тени'],
  en: ['is in shadow', 'are in shadow', 'are in shadow'],
};
export const TYPE_FORMS: Forms = { ru: ['тип', 'типа', 'типов'], en: ['type', 'types', 'types'] };
/** After a number of people. */
export const GETS_FORMS: Forms = { ru: ['получит', 'получат', 'получат'], en: ['gets it', 'get it', 'get it'] };
