import { CHANNELS } from '@retention/domain/channel';
import { parseDay } from '@retention/domain/day';
import { METRIC_LISTS } from '@retention/domain/metrics';
import type { Text } from '@retention/domain/text';
import { isTriggerType, readMode, TRIGGERS } from '@retention/domain/trigger';
import type { Locale } from '@retention/domain/user';
import type { Response } from '../api/api.ts';
import { formatPeriod } from '../format/date.ts';
import { formatShare } from '../format/number.ts';
import { listTitle } from '../people/list-titles.ts';
import { ROLE_LABELS } from '../text/words.ts';
import { ACTIONS, ACTORS, FAILED_ACTIONS } from './words.ts';

export type AuditRow = Response<'audit_get'>['rows'][number];
type Detail = Readonly<Record<string, unknown>>;

const WORDS = {
  live: { ru: 'включён, сообщения отправляются', en: 'on, messages are sent' },
  shadow: { ru: 'в тени, ничего не отправляется', en: 'in shadow, nothing is sent' },
  off: { ru: 'выключен', en: 'off' },
  holdout: { ru: 'контрольная группа', en: 'holdout' },
  as_defined: { ru: 'как по умолчанию', en: 'as defined' },
  xp: { ru: 'XP за вехи', en: 'XP for milestones' },
  role: { ru: 'роль', en: 'role' },
  shut: { ru: 'доступ закрыт', en: 'shut' },
  open: { ru: 'доступ открыт', en: 'open again' },
  password: { ru: 'новый пароль', en: 'a new password' },
  approved: { ru: 'отправить', en: 'send' },
  declined: { ru: 'не отправлять', en: 'send nothing' },
  wrong: { ru: 'пароль не подошёл', en: 'the password was wrong' },
  too_many: { ru: 'слишком много попыток', en: 'too many attempts' },
  no_role: { ru: 'нет прав', en: 'no rights' },
  search: { ru: 'по поиску', en: 'of a search' },
  gone: { ru: 'удалён в вашем приложении, найден сверкой', en: 'deleted in your app, found by comparing' },
  asked: { ru: 'по запросу вашего приложения', en: 'at the request of your app' },
} as const satisfies Record<string, Text>;
type Word = keyof typeof WORDS;

/**
 * What was done, in plain words: `Настроен тип сообщений: «Win-back» — включён, сообщения отправляются`; of what failed,
 * what there is to put behind `Не удалось:`.
 */
export function auditText(row: Pick<AuditRow, 'action' | 'actor' | 'detail' | 'outcome'>, locale: Locale): string {
  const { action, outcome } = row;
  const rest = detailText(row, Object.fromEntries(Object.entries(row.detail)), locale);
  if (outcome === 'failed' && action !== 'session_refused') {
    const deed = FAILED_ACTIONS[action][locale];
    return rest === '' ? deed : `${deed} (${rest})`;
  }
  return rest === '' ? ACTIONS[action][locale] : `${ACTIONS[action][locale]}: ${rest}`;
}

/** Who did it: a name, or the capacity where there is none; and the role where it says more. */
export function actorText({ actor, who, role }: Pick<AuditRow, 'actor' | 'who' | 'role'>, locale: Locale) {
  const nameless = actor === 'owner' || who === null;
  const label = roleLabel(role, locale);
  return {
    name: nameless ? ACTORS[actor][locale] : who,
    capacity: nameless || label === '' ? null : label,
  };
}

function detailText({ action, actor }: Pick<AuditRow, 'action' | 'actor'>, detail: Detail, locale: Locale): string {
  const say = (word: Word) => WORDS[word][locale];
  switch (action) {
    case 'trigger_setting':
      return joined(
        [quoted(typeLabel(detail['type'], locale)), modeText(detail, locale), holdoutText(detail, locale)],
        ' — ',
      );
    case 'trigger_run_decide':
      return detail['decision'] === 'approved'
        ? say('approved')
        : detail['decision'] === 'declined'
          ? say('declined')
          : '';
    case 'trigger_test':
      return joined([quoted(typeLabel(detail['type'], locale)), channelLabel(detail['channel'], locale)]);
    case 'send_trigger':
      return joined([quoted(typeLabel(detail['trigger_type'], locale)), channelLabel(detail['channels'], locale)]);
    case 'account_create':
      return joined([text(detail['login']), roleLabel(detail['role'], locale).toLowerCase()]);
    case 'account_set': {
      const role = roleLabel(detail['role'], locale).toLowerCase();
      return joined([
        text(detail['login']),
        role === '' ? '' : `${say('role')} ${role}`,
        detail['disabled'] === true ? say('shut') : detail['disabled'] === false ? say('open') : '',
        detail['new_password'] === undefined ? '' : say('password'),
      ]);
    }
    case 'metric_users_csv': {
      const metric = METRIC_LISTS.find((name) => name === detail['metric']);
      return joined([
        metric === undefined ? '' : quoted(listTitle(metric).title[locale]),
        daysText(detail, locale),
        detail['search'] === undefined ? '' : say('search'),
      ]);
    }
    case 'user_erase':
      if (actor !== 'host') return '';
      return say(detail['connection'] === 'django' ? 'gone' : 'asked');
    case 'session_refused': {
      const reason = detail['reason'];
      if (reason === 'wrong' || reason === 'too_many') return say(reason);
      return reason === 'role' ? say('no_role') : '';
    }
    case 'connect':
    case 'import_users':
    case 'import_events':
      return joined(Object.values(detail).map(text));
    default:
      return '';
  }
}

function daysText({ date_from, date_to }: Detail, locale: Locale): string {
  const known = [date_from, date_to].map(text).filter((day) => parseDay(day) !== null);
  const [from, to] = known;
  return from === undefined || to === undefined ? '' : formatPeriod(from, to, locale);
}

function modeText({ mode }: Detail, locale: Locale): string {
  return typeof mode === 'string' ? WORDS[readMode(mode)][locale] : '';
}

function holdoutText({ holdout }: Detail, locale: Locale): string {
  if (holdout === null) return `${WORDS.holdout[locale]} ${WORDS.as_defined[locale]}`;
  return typeof holdout === 'number' ? `${WORDS.holdout[locale]} ${formatShare(holdout, locale)}` : '';
}

function typeLabel(name: unknown, locale: Locale): string {
  if (name === 'milestone_xp') return WORDS.xp[locale];
  return typeof name === 'string' && isTriggerType(name) ? TRIGGERS[name].label[locale] : text(name);
}

function channelLabel(names: unknown, locale: Locale): string {
  const known: readonly [string, { readonly label: Text }][] = Object.entries(CHANNELS);
  const listed: readonly unknown[] = Array.isArray(names) ? names : [names];
  return listed.map((name) => known.find(([channel]) => channel === name)?.[1].label[locale] ?? '').join(', ');
}

function roleLabel(name: unknown, locale: Locale): string {
  const known: readonly [string, Text][] = Object.entries(ROLE_LABELS);
  return known.find(([role]) => role === name)?.[1][locale] ?? '';
}

/** What was asked for may hold anything: only words and numbers are shown. */
function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function quoted(name: string): string {
  return name === '' ? '' : `«${name}»`;
}

function joined(parts: readonly string[], by = ', '): string {
  return parts.filter((part) => part !== '').join(by);
}
