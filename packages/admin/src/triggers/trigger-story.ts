import { DISMISS_REASONS } from '@retention/domain/trigger';
import { plural } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import type { Response } from '../api/api.ts';
import { formatInstantIn } from '../format/date.ts';
import { carrierLabel } from './carrier-label.ts';
import { STATUSES } from './delivery-words.ts';
import { ATTEMPT_FORMS, CLOSED, DISMISSED, WORDS } from './person-words.ts';

export type PersonTrigger = Response<'admin_user_triggers'>['triggers'][number];
type Delivery = PersonTrigger['deliveries'][number];

/** A moment in the life of a message. */
export interface Moment {
  readonly at: string;
  /** What its mark is drawn as; null: none. */
  readonly mark: Delivery['status'] | null;
  readonly text: string;
  readonly detail: string | null;
  /** What it means, where the text alone does not say it. */
  readonly meaning: string | null;
}

/** All that happened to a message of a person, in the order in which it did; times on the person's clock. */
export function storyOf(trigger: PersonTrigger, zone: string, locale: Locale): Moment[] {
  const say = (word: keyof typeof WORDS) => WORDS[word][locale];
  const time = (instant: string) => formatInstantIn(instant, zone, locale);
  const moments: Moment[] = [];
  const add = (at: string | null, text: string, more: Partial<Moment> = {}): void => {
    if (at !== null) moments.push({ at, mark: null, text, detail: null, meaning: null, ...more });
  };

  const { mode, created_at, decisions, deliveries, seen_at, dismissed_at, snoozed_until, followed_at } = trigger;
  add(created_at, mode === 'manual' ? say('by_hand') : say('matched'));
  for (const { label, meaning, decided_at, until } of decisions) {
    const outcome = until === null ? say('not_sent') : `${say('deferred')} ${time(until)}`;
    add(decided_at, `${label}: ${outcome}`, { mark: until === null ? 'cancelled' : 'waiting', meaning });
  }
  for (const delivery of deliveries) {
    add(delivery.sent_at ?? delivery.updated_at, deliveryText(delivery, locale), {
      mark: delivery.status,
      detail: deliveryDetail(delivery, zone, locale),
    });
  }
  add(seen_at, say('seen'), { mark: 'sent' });
  const reason = DISMISS_REASONS.find((name) => name === trigger.dismiss_reason);
  add(dismissed_at, (reason === undefined ? CLOSED : DISMISSED[reason])[locale], {
    detail: snoozed_until === null ? null : `${say('snoozed')} ${time(snoozed_until)}`,
  });
  add(followed_at, say('followed'), { mark: 'sent' });
  return moments.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function deliveryText({ channel, status }: Delivery, locale: Locale): string {
  return `${carrierLabel(channel, locale)}: ${STATUSES[status][locale].toLowerCase()}`;
}

/** What was answered, how often it was tried, and when it is tried next. */
function deliveryDetail({ answer, attempts, next_at }: Delivery, zone: string, locale: Locale): string | null {
  const parts = [
    ...(answer === null ? [] : [answer]),
    ...(attempts > 1 ? [`${attempts}\u00A0${plural(attempts, ATTEMPT_FORMS, locale)}`] : []),
    ...(next_at === null ? [] : [`${WORDS.attempt_next[locale]}: ${formatInstantIn(next_at, zone, locale)}`]),
  ];
  return parts.length === 0 ? null : parts.join(' · ');
}
