import { CHANNEL_NAMES, type Channel } from '@retention/domain/channel';
import { CHANNEL_CHOICES, CHANNEL_STOPS, TYPE_CHOICES, type Choice } from '@retention/domain/preference';
import type { Text } from '@retention/domain/text';
import { triggerDefinition, TRIGGER_TYPES } from '@retention/domain/trigger';
import type { Locale } from '@retention/domain/user';
import { escaped } from '../html.ts';
import { framed } from './page-frame.ts';
import type { KnownPreferences } from './preferences.ts';

/** The pages behind the links of a message: plain HTML, in the language of the person, complete without a script. */

const WORDS = {
  title: { ru: 'Что и куда присылать', en: 'What to send you, and where' },
  lead: {
    ru: 'Выбери, что тебе полезно. Остальное приходить не будет.',
    en: 'Choose what helps you. Nothing else will be sent.',
  },
  channels: { ru: 'Куда', en: 'Where' },
  types: { ru: 'О чём', en: 'About what' },
  not_connected: { ru: 'Не подключено: сюда ничего не приходит.', en: 'Not connected: nothing is sent there.' },
  save: { ru: 'Сохранить', en: 'Save' },
  saved: { ru: 'Сохранено', en: 'Saved' },
  stops: { ru: 'Перестанут приходить сюда:', en: 'No longer sent here:' },
  others: {
    ru: 'Остальное не изменится. Вернуть всё как было можно в любой момент.',
    en: 'Nothing else changes. You can turn this on again at any time.',
  },
  stopped: {
    ru: 'Готово. Если это случайно, включи снова одним нажатием.',
    en: 'Done. If that was a slip, one press brings it back.',
  },
  again: { ru: 'Включить снова', en: 'Turn on again' },
  on_again: { ru: 'Всё снова как было.', en: 'Everything is as it was.' },
  to_preferences: { ru: 'Выбрать, что и куда присылать', en: 'Choose what to send, and where' },
  damaged: { ru: 'Ссылка не работает', en: 'This link does not work' },
  damaged_why: {
    ru: 'Похоже, она скопирована не полностью. Открой ссылку «Отписаться» или «Настроить» прямо из письма ещё раз.',
    en: 'It seems to be incomplete. Open “Unsubscribe” or “Preferences” from the message once more.',
  },
  failed: { ru: 'Не получилось', en: 'That did not work' },
  failed_why: {
    ru: 'Это наша ошибка, ничего не изменилось. Попробуй ещё раз через минуту.',
    en: 'It is our fault, and nothing has changed. Please try again in a minute.',
  },
} as const satisfies Record<string, Text>;

export interface PageContext {
  readonly locale: Locale;
  readonly brand: string;
}

/** Everything that can be chosen. What cannot reach the person anyway is shown, and cannot be moved. */
export function preferencesPage(known: KnownPreferences, saved: boolean, context: PageContext): string {
  const say = speaker(context.locale);
  const channels = CHANNEL_NAMES.map((channel) =>
    choice({
      field: 'channel',
      value: channel,
      words: CHANNEL_CHOICES[channel],
      on: !known.channels_off.includes(channel),
      reachable: known.reachable.has(channel),
      say,
    }),
  );
  const types = TRIGGER_TYPES.map((type) =>
    choice({
      field: 'type',
      value: type,
      words: TYPE_CHOICES[type],
      on: !known.types_off.includes(type),
      reachable: true,
      say,
    }),
  );
  const main = `${saved ? done(say(WORDS.saved)) : ''}<h1>${say(WORDS.title)}</h1>
<p>${say(WORDS.lead)}</p>
<form method="post">
<fieldset><legend>${say(WORDS.channels)}</legend>${channels.join('')}</fieldset>
<fieldset><legend>${say(WORDS.types)}</legend>${types.join('')}</fieldset>
<button>${say(WORDS.save)}</button>
</form>`;
  return framed({ ...context, title: WORDS.title[context.locale], main });
}

interface ShownChoice {
  readonly field: 'channel' | 'type';
  readonly value: string;
  readonly words: Choice;
  readonly on: boolean;
  readonly reachable: boolean;
  readonly say: Speaker;
}

/** A box that is not ticked sends nothing: what was shown is said beside it, and what was not shown is left as it is. */
function choice({ field, value, words, on, reachable, say }: ShownChoice): string {
  const hint = `${field}-${value}`;
  const box = reachable
    ? `<input type="checkbox" name="${field}" value="${value}" aria-describedby="${hint}"${on ? ' checked' : ''}><input type="hidden" name="shown_${field}" value="${value}">`
    : `<input type="checkbox" aria-describedby="${hint}" disabled>`;
  const said = reachable ? words.hint : WORDS.not_connected;
  return `<label class="choice"><span class="name">${say(words.label)}</span>${box}<span class="hint" id="${hint}">${say(said)}</span></label>`;
}

/** Asks before anything happens: scanners of mail follow links, and must not unsubscribe anybody. */
export function unsubscribePage(channel: Channel, preferences: string, context: PageContext): string {
  const say = speaker(context.locale);
  const types = TRIGGER_TYPES.filter((type) => {
    const { channels, fallback_channels } = triggerDefinition(type);
    return channels.includes(channel) || fallback_channels.includes(channel);
  });
  const main = `<h1>${say(CHANNEL_STOPS[channel].stop)}</h1>
<p>${say(WORDS.stops)}</p>
<ul>${types.map((type) => `<li>${say(TYPE_CHOICES[type].label)}</li>`).join('')}</ul>
<p>${say(WORDS.others)}</p>
<form method="post"><button>${say(CHANNEL_STOPS[channel].act)}</button></form>
${wayTo(preferences, say)}`;
  return framed({ ...context, title: CHANNEL_STOPS[channel].stop[context.locale], main });
}

export function unsubscribedPage(channel: Channel, preferences: string, context: PageContext): string {
  const say = speaker(context.locale);
  const main = `<div role="status"><h1>${say(CHANNEL_STOPS[channel].stopped)}</h1>
<p>${say(WORDS.stopped)}</p></div>
<form method="post"><input type="hidden" name="again" value="on"><button class="quiet">${say(WORDS.again)}</button></form>
${wayTo(preferences, say)}`;
  return framed({ ...context, title: CHANNEL_STOPS[channel].stopped[context.locale], main });
}

export function subscribedAgainPage(channel: Channel, preferences: string, context: PageContext): string {
  const say = speaker(context.locale);
  const main = `<div role="status"><h1>${say(CHANNEL_STOPS[channel].on)}</h1>
<p>${say(WORDS.on_again)}</p></div>
${wayTo(preferences, say)}`;
  return framed({ ...context, title: CHANNEL_STOPS[channel].on[context.locale], main });
}

/** A link that was cut off, or that we have never signed. */
export function damagedPage(context: PageContext): string {
  return plainPage(WORDS.damaged, WORDS.damaged_why, context);
}

export function failedPage(context: PageContext): string {
  return plainPage(WORDS.failed, WORDS.failed_why, context);
}

function plainPage(title: Text, why: Text, context: PageContext): string {
  const say = speaker(context.locale);
  return framed({ ...context, title: title[context.locale], main: `<h1>${say(title)}</h1>\n<p>${say(why)}</p>` });
}

function done(text: string): string {
  return `<p class="done" role="status">${text}</p>\n`;
}

/** Relative, so that it also leads there where a proxy serves us below a path of its own. */
function wayTo(token: string, say: Speaker): string {
  return `<p><a href="../p/${token}">${say(WORDS.to_preferences)}</a></p>`;
}

type Speaker = (text: Text) => string;

function speaker(locale: Locale): Speaker {
  return (text) => escaped(text[locale]);
}
