import type { Instant } from '@retention/domain/day';
import { allowedFrom } from '@retention/domain/quiet-hours';
import type { DeliveryStatus } from '@retention/domain/situation';
import type { Outcome } from '../carrier.ts';

/** After this many attempts a message that reaches nobody is given up. */
const MOST_ATTEMPTS = 8;
/** The host is told for about three days. */
const MOST_CALLS = 76;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** A pause is this share shorter or longer, so that what failed together does not come again together. */
const JITTER = 0.2;
/** A provider that wants a longer pause than this is asked again nevertheless. */
const LONGEST_WISH_S = 86_400;
/** More of an answer is not kept. */
const ANSWER_CHARACTERS = 500;

/** A delivery under way. */
export interface UnderWay {
  readonly user_id: string;
  readonly id: number;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** When the person may be spoken to again depends on it; null: it goes to the host, and may at any hour. */
  readonly zone: string | null;
  readonly expires_at: Instant | null;
}

/** What is written of an attempt. */
export interface Settled {
  readonly user_id: string;
  readonly id: number;
  readonly attempt: number;
  readonly status: DeliveryStatus;
  /** Attempts that count. */
  readonly attempts: number;
  readonly next_at: Instant;
  readonly answer: string | null;
  /** When it was taken, or may have been. */
  readonly sent_at: Instant | null;
  /** Whether nothing sent to this address will ever arrive. */
  readonly closes: boolean;
  /** Whether another channel may have to be tried. */
  readonly look: boolean;
}

/**
 * What an outcome means. Only what surely was not taken is tried again: about 30 s later, then 1, 2, 4 … minutes up to an
 * hour, never before the provider wants, and never at night. A call to the host is also tried again where its fate is not
 * known.
 */
export function settle(way: UnderWay, outcome: Outcome, now: Instant, random: () => number): Settled {
  const { user_id, id, attempt, zone } = way;
  const said = {
    user_id,
    id,
    attempt,
    attempts: attempt,
    next_at: now,
    answer: readable(outcome.answer),
    closes: false,
  };
  const toHost = zone === null;
  switch (outcome.outcome) {
    case 'sent':
      return { ...said, status: 'sent', sent_at: now, look: false };
    case 'refused':
      return { ...said, status: 'refused', sent_at: null, closes: outcome.closes && !toHost, look: !toHost };
    case 'uncertain':
      if (toHost) return tryAgain(0);
      return { ...said, status: 'uncertain', sent_at: now, look: true };
    case 'unreachable':
      return tryAgain(pauseOf(outcome));
  }

  function tryAgain(pause: number): Settled {
    const earliest = now + Math.max(pause, backoff(attempt, random));
    const next_at = zone === null ? earliest : allowedFrom(earliest, zone);
    const late = way.expires_at !== null && next_at >= way.expires_at;
    const over = attempt >= (toHost ? MOST_CALLS : MOST_ATTEMPTS) || late;
    if (over) return { ...said, status: 'unreachable', sent_at: null, look: !toHost };
    return { ...said, status: 'waiting', sent_at: null, next_at, look: false };
  }
}

/** It was never handed to the provider: as if it had not been taken from the outbox. */
export function putBack({ user_id, id, attempt }: UnderWay, next_at: Instant): Settled {
  const nothing = { answer: null, sent_at: null, closes: false, look: false };
  return { user_id, id, attempt, status: 'waiting', attempts: attempt - 1, next_at, ...nothing };
}

/** Milliseconds for which the provider wants nobody to send. */
export function pauseOf(outcome: Outcome): number {
  if (outcome.outcome !== 'unreachable' || outcome.pause_s === null || !(outcome.pause_s > 0)) return 0;
  return Math.min(outcome.pause_s, LONGEST_WISH_S) * 1_000;
}

/** Milliseconds to wait after so many attempts. */
function backoff(attempt: number, random: () => number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  return Math.round(pause * (1 + JITTER * (2 * random() - 1)));
}

/** As much of an answer as can be stored and is worth reading. */
function readable(answer: string): string {
  return answer.replaceAll('\0', '').toWellFormed().slice(0, ANSWER_CHARACTERS).toWellFormed();
}
