import type { Text } from './refusal.ts';

/** What the coach answers to, and with what. Words are looked for at the beginnings of words. */
interface Topic {
  readonly about: RegExp;
  readonly answers: readonly Text[];
}

const TOPICS: readonly Topic[] = [
  {
    about: /(?:^|[^\p{L}])(?:привыч|стрик|сери|habit|streak)/iu,
    answers: [
      {
        ru: 'Привычка держится не на силе воли, а на маленьком шаге в понятный момент. Что ты уже делаешь каждый день, к чему её можно прицепить?',
        en: 'A habit rests on a small step at a clear moment rather than on willpower. What do you do every day already that you could tie it to?',
      },
      {
        ru: 'Если день пропущен, серия не пропала зря: всё, чему тебя научили эти дни, осталось. Сделай сегодня самую маленькую версию.',
        en: 'A missed day takes nothing of what you have learnt. Do the smallest version of it today.',
      },
    ],
  },
  {
    about: /(?:^|[^\p{L}])(?:цел|мечт|goal|dream)/iu,
    answers: [
      {
        ru: 'Большая цель легче, когда виден один процент. Какой шаг займёт у тебя не больше десяти минут?',
        en: 'A large goal gets lighter when you can see one percent of it. Which step would take you ten minutes at most?',
      },
      {
        ru: 'Представь, что цель уже достигнута. Какой шаг этой недели к ней привёл?',
        en: 'Imagine that you have reached it. What did you do this week to get there?',
      },
    ],
  },
  {
    about: /(?:^|[^\p{L}])(?:уста|выгор|сил|спать|сон|отдых|tired|burn|sleep|rest(?![a-z]))/iu,
    answers: [
      {
        ru: 'Похоже, сил сейчас немного. Отдых тоже часть пути. Что можно сегодня отложить без вреда?',
        en: 'It sounds as if there is little energy left. Rest is part of the way. What could wait until tomorrow without harm?',
      },
      {
        ru: 'Попробуй десять минут без экрана и стакан воды, а потом реши, что дальше. Маленькая пауза часто помогает больше большого рывка.',
        en: 'Try ten minutes without a screen and a glass of water, and decide then. A small pause often helps more than a big push.',
      },
    ],
  },
  {
    about: /(?:^|[^\p{L}])(?:тревог|трево|страх|боюсь|пережив|груст|плохо|тяжел|anxi|afraid|worr|sad|hard)/iu,
    answers: [
      {
        ru: 'Спасибо, что говоришь об этом. Назови одно, на что ты можешь повлиять сегодня, и одно, что можно отпустить. Если тяжело давно, поговори с близким или со специалистом.',
        en: 'Thank you for saying so. Name one thing you can influence today, and one you can let go. If it has been hard for long, talk to somebody close or to a professional.',
      },
    ],
  },
  {
    about: /(?:^|[^\p{L}])(?:план|врем|успе|дела|завтра|plan|time|tomorrow|busy)/iu,
    answers: [
      {
        ru: 'Выбери на завтра три дела, не больше, и поставь первым то, что важнее, а не то, что громче.',
        en: 'Choose three things for tomorrow, no more, and put first what matters rather than what is loudest.',
      },
    ],
  },
  {
    about: /(?:^|[^\p{L}])(?:спасиб|благодар|получил|ура|сделал|thank|done|yay|made it)/iu,
    answers: [
      {
        ru: 'Здорово! Запиши в дневник, что именно помогло: пригодится в день, когда будет труднее.',
        en: 'Lovely! Write down in your journal what helped: it will be of use on a harder day.',
      },
    ],
  },
  {
    about: /(?:^|[^\p{L}])(?:привет|здравс|добр(?:ый|ое)|hello|hi(?![a-z])|hey)/iu,
    answers: [
      {
        ru: 'Привет! Я рядом. О чём поговорим: о привычках, целях, силах или планах?',
        en: 'Hello! I am here. What shall we talk about: habits, goals, energy or plans?',
      },
    ],
  },
];

const OTHERWISE: readonly Text[] = [
  {
    ru: 'Расскажи чуть подробнее: что в этом сейчас самое важное для тебя?',
    en: 'Tell me a little more: what matters most to you in this right now?',
  },
  {
    ru: 'Слышу тебя. Какой самый маленький шаг в эту сторону можно сделать сегодня?',
    en: 'I hear you. Which smallest step in that direction would you take today?',
  },
];

/** Said with the first answer, so that nobody takes a script for a person or a model. */
const CONFESSION: Text = {
  ru: 'Я коуч по сценарию: отвечаю заготовленными словами и не заменяю человека.',
  en: 'I am a scripted coach: my answers are prepared, and I am no substitute for a person.',
};

/** The answer to a message; `before` is how many this person has written before it. The same question, the same answer. */
export function coachAnswer(text: string, before: number, locale: keyof Text): string {
  const answers = TOPICS.find(({ about }) => about.test(text))?.answers ?? OTHERWISE;
  const answer = answers[before % answers.length]?.[locale] ?? '';
  return before === 0 ? `${CONFESSION[locale]}\n\n${answer}` : answer;
}
