import type { Text } from '../text/plural.ts';

export const WORDS = {
  title: { ru: 'Привычки', en: 'Habits' },
  lead: {
    ru: 'Маленькое действие каждый день. Серия растёт, пока ты не пропускаешь.',
    en: 'A small thing every day. The streak grows while you keep it up.',
  },
  add: { ru: 'Новая привычка', en: 'New habit' },
  name: { ru: 'Что будешь делать', en: 'What will you do' },
  example: { ru: 'Например: 10 минут пешком', en: 'For example: walk for 10 minutes' },
  nameless: { ru: 'Назови привычку', en: 'Give it a name' },
  picture: { ru: 'Картинка', en: 'Picture' },
  create: { ru: 'Завести', en: 'Create' },
  empty: { ru: 'Здесь будут твои привычки', en: 'Your habits will be here' },
  empty_more: {
    ru: 'Начни с одной и такой маленькой, чтобы получилось даже в плохой день.',
    en: 'Start with one, so small that it works even on a bad day.',
  },
  best: { ru: 'рекорд', en: 'best' },
  last_days: { ru: '30 дней', en: '30 days' },
  do: { ru: 'Отметить', en: 'Mark as done' },
  done: { ru: 'Сделано', en: 'Done' },
  missed: { ru: 'Вчера не вышло. Бывает.', en: 'Yesterday did not work out. It happens.' },
  forgive: { ru: 'Простить и продолжить серию', en: 'Forgive it and go on' },
  remove: { ru: 'Удалить привычку', en: 'Delete the habit' },
  remove_question: { ru: 'Удалить привычку?', en: 'Delete the habit?' },
  remove_more: {
    ru: 'Серия и отметки исчезнут вместе с ней. Вернуть их нельзя.',
    en: 'Its streak and its days go with it. They cannot be brought back.',
  },
  amnesty: { ru: 'Что такое амнистия', en: 'What amnesty is' },
  amnesty_text: {
    ru: 'Один пропуск не отменяет всей работы. Раз в 30 дней пропущенный день можно простить: серия продолжится, как будто он был. В календаре он останется пустым квадратом с рамкой.',
    en: 'One missed day does not undo the work. Once in 30 days a missed day can be forgiven: the streak goes on as if it had not happened. In the calendar it stays a square with a frame and nothing in it.',
  },
  legend_done: { ru: 'сделано', en: 'done' },
  legend_amnesty: { ru: 'прощено', en: 'forgiven' },
  legend_missed: { ru: 'пропуск', en: 'missed' },
} as const satisfies Record<string, Text>;
