import { parseDay, isZone, type Day } from '@retention/domain/day';
import { Refusal, type Text } from './refusal.ts';

/** What a person has sent, read field by field. Each reader throws a Refusal that says what would be right. */
export class Fields {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(body: unknown) {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new Refusal(400, 'Нужен JSON-объект', 'The body must be a JSON object');
    }
    this.#values = new Map(Object.entries(body));
  }

  has(name: string): boolean {
    return this.#values.get(name) !== undefined;
  }

  /** Text without spaces around it, of 1 to `most` characters. */
  text(name: string, label: Text, most: number): string {
    const value = this.#values.get(name);
    if (typeof value !== 'string') throw wrong(label, 'нужен текст', 'must be text');
    const text = value.trim();
    if (text === '') throw unfit(label, 'напиши хотя бы слово', 'write a word at least');
    if ([...text].length > most) {
      throw unfit(label, `не длиннее ${most} знаков`, `${most} characters at most`);
    }
    if (text.includes('\0') || !text.isWellFormed())
      throw unfit(label, 'есть знак без вида', 'holds a broken character');
    return text;
  }

  /** One of these words. */
  word<const Word extends string>(name: string, label: Text, words: readonly Word[]): Word {
    const value = this.#values.get(name);
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw wrong(label, `одно из ${words.join(', ')}`, `must be one of ${words.join(', ')}`);
  }

  /** A whole number between these, both included. */
  whole(name: string, label: Text, least: number, most: number): number {
    return wholeNumber(this.#values.get(name), label, least, most);
  }

  flag(name: string, label: Text): boolean {
    const value = this.#values.get(name);
    if (typeof value !== 'boolean') throw wrong(label, 'да или нет', 'must be true or false');
    return value;
  }

  /** The id of something of this person's. */
  id(name: string): number {
    const value = this.#values.get(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
    throw wrong({ ru: name, en: name }, 'нужен номер', 'must be an id');
  }

  /** A day of the calendar not further than a year from `today`. */
  day(name: string, label: Text, today: Day): Day {
    const value = this.#values.get(name);
    const day = typeof value === 'string' ? parseDay(value) : null;
    if (day === null) throw wrong(label, 'нужна дата вида 2024-01-15', 'must be a date like 2024-01-15');
    if (Math.abs(day - today) > 366) throw unfit(label, 'не дальше года от сегодня', 'a year from today at most');
    return day;
  }

  zone(name: string, label: Text): string {
    const value = this.#values.get(name);
    if (typeof value === 'string' && isZone(value)) return value;
    throw wrong(label, 'нужен пояс вида Europe/Moscow', 'must be a zone like Europe/Moscow');
  }

  /** A whole number between these for each of the words, and for nothing else. */
  scores<const Word extends string>(
    name: string,
    label: Text,
    words: readonly Word[],
    least: number,
    most: number,
  ): Map<Word, number> {
    const given = new Fields(this.#values.get(name) ?? null);
    return new Map(
      words.map((word) => [
        word,
        given.whole(word, { ru: `${label.ru}, ${word}`, en: `${label.en}, ${word}` }, least, most),
      ]),
    );
  }
}

function wholeNumber(value: unknown, label: Text, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw wrong(label, 'нужно целое число', 'must be a whole number');
  if (value < least || value > most) throw unfit(label, `от ${least} до ${most}`, `from ${least} to ${most}`);
  return value;
}

function wrong(label: Text, ru: string, en: string): Refusal {
  return new Refusal(400, `${label.ru}: ${ru}`, `${label.en}: ${en}`);
}

function unfit(label: Text, ru: string, en: string): Refusal {
  return new Refusal(422, `${label.ru}: ${ru}`, `${label.en}: ${en}`);
}
