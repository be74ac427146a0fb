import type { Random } from './random.ts';

/** First names, and how they stand in an address. */
const NAMES: readonly (readonly [name: string, latin: string])[] = [
  ['Анна', 'anna'],
  ['Мария', 'maria'],
  ['Елена', 'elena'],
  ['Ольга', 'olga'],
  ['Наталья', 'natalia'],
  ['Екатерина', 'ekaterina'],
  ['Татьяна', 'tatiana'],
  ['Ирина', 'irina'],
  ['Светлана', 'svetlana'],
  ['Юлия', 'yulia'],
  ['Дарья', 'daria'],
  ['Полина', 'polina'],
  ['Алина', 'alina'],
  ['Ксения', 'ksenia'],
  ['Виктория', 'viktoria'],
  ['Анастасия', 'anastasia'],
  ['Софья', 'sofia'],
  ['Вера', 'vera'],
  ['Надежда', 'nadezhda'],
  ['Любовь', 'lubov'],
  ['Гульнара', 'gulnara'],
  ['Айгуль', 'aigul'],
  ['Анаит', 'anahit'],
  ['Александр', 'alexander'],
  ['Дмитрий', 'dmitry'],
  ['Сергей', 'sergey'],
  ['Андрей', 'andrey'],
  ['Алексей', 'alexey'],
  ['Максим', 'maxim'],
  ['Иван', 'ivan'],
  ['Михаил', 'mikhail'],
  ['Николай', 'nikolay'],
  ['Егор', 'egor'],
  ['Никита', 'nikita'],
  ['Илья', 'ilya'],
  ['Кирилл', 'kirill'],
  ['Артём', 'artem'],
  ['Павел', 'pavel'],
  ['Роман', 'roman'],
  ['Владимир', 'vladimir'],
  ['Тимур', 'timur'],
  ['Руслан', 'ruslan'],
  ['Арман', 'arman'],
  ['Тигран', 'tigran'],
];

/** Names under .example belong to nobody (RFC 2606): nothing sent there by mistake reaches a person. */
export const DEMO_DOMAIN = 'demo.example';
const MAIL_HOSTS = ['mail', 'mail', 'post', 'pochta'] as const;

export interface Address {
  readonly first_name: string | null;
  readonly email: string | null;
  readonly telegram_chat_id: string | null;
}

/** Who they are and where they can be reached: not everybody says everything. */
export function addressOf(user_id: string, random: Random): Address {
  const [first_name, latin] = random.pick(NAMES);
  const host = random.pick(MAIL_HOSTS);
  return {
    first_name: random.chance(0.95) ? first_name : null,
    email: random.chance(0.88) ? `${latin}.${user_id}@${host}.${DEMO_DOMAIN}` : null,
    // Telegram's ids are numbers: a number might be that of a stranger, to whom a bot would really write.
    telegram_chat_id: random.chance(0.58) ? `demo_${user_id}` : null,
  };
}
