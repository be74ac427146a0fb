import type { Text } from '../text/plural.ts';

export const WORDS = {
  title: { ru: 'Каждый день на\u00A0один процент лучше', en: 'One percent better, every day' },
  lead: {
    ru: 'Привычки, цели и дневник: одно маленькое действие в день и виджет, который показывает твой путь. Это демо: за приложением стоит система удержания, и на неё можно взглянуть глазами владельца.',
    en: 'Habits, goals and a journal: one small thing a day, and a picture of how far you have come. It is a demo: behind the app stands a retention system, which you can see with its owner’s eyes.',
  },
  ready: { ru: 'Войти как Аня', en: 'Sign in as Anya' },
  ready_more: {
    ru: 'Двенадцатый день: серии, дневник и цели уже есть',
    en: 'Her twelfth day: streaks, a journal and goals are there',
  },
  new: { ru: 'Начать с нуля', en: 'Start from zero' },
  new_more: { ru: 'Первый день: имя, и можно начинать', en: 'The first day: a name, and off you go' },
  name: { ru: 'Как тебя зовут', en: 'What is your name' },
  nameless: {
    ru: 'Напиши имя: так к тебе будет обращаться приложение',
    en: 'The app would like to call you by a name',
  },
  begin: { ru: 'Начать', en: 'Begin' },
  owner: { ru: 'Открыть панель владельца', en: 'Open the owner’s dashboard' },
  curve: { ru: '1% лучше каждый день, через год', en: '1% better every day, after a year' },
  power: { ru: '1,01', en: '1.01' },
  times: { ru: 'в 37,8 раза', en: '37.8 times' },
  today: { ru: 'сегодня', en: 'today' },
  year: { ru: 'через год', en: 'in a year' },
  choose_more: {
    ru: 'Выбери одну, две или три. Потом можно завести свои.',
    en: 'Choose one, two or three. You can make your own later.',
  },
  skip: { ru: 'Пропустить', en: 'Skip' },
} as const satisfies Record<string, Text>;
