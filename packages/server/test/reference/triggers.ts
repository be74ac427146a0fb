import { dayIn, dayText } from './calendar.ts';
import { occasionsOf, type Occasion } from './occasions.ts';
import { isQuiet, type Wall } from './wall.ts';
import { activeDays, type KnownPerson, type World } from './world.ts';

/**
 * What is said to one person, told once more from spec section 6: asked again at every step of the clock, with a loop over
 * all that was ever said to them. Nobody plans ahead here, so nothing can be missed by planning wrongly.
 */

interface Row {
  readonly outbound: readonly string[];
  readonly fallback: readonly string[];
  /** Whether the app shows it. */
  readonly in_app: boolean;
  /** The smaller the sooner. Of the same urgency, the table of the spec decides. */
  readonly urgency: number;
  /** What ends it: that nothing is due any more, that they are back, or that some days have passed. */
  readonly ends_with: 'occasion' | 'return' | 'days';
  /** Ends so many local days after it was made, at the same time on the wall. */
  readonly days: number | null;
}

export const ROWS: Readonly<Record<string, Row>> = {
  inactivity_3_days: {
    outbound: ['push', 'telegram'],
    fallback: ['email'],
    in_app: true,
    urgency: 1,
    ends_with: 'return',
    days: null,
  },
  streak_at_risk: {
    outbound: ['telegram', 'push'],
    fallback: [],
    in_app: true,
    urgency: 2,
    ends_with: 'occasion',
    days: null,
  },
  trial_expiring: {
    outbound: ['telegram', 'email'],
    fallback: [],
    in_app: true,
    urgency: 3,
    ends_with: 'occasion',
    days: null,
  },
  win_back: { outbound: ['email'], fallback: [], in_app: false, urgency: 4, ends_with: 'days', days: 14 },
  first_week_completed: {
    outbound: [],
    fallback: [],
    in_app: true,
    urgency: 5,
    ends_with: 'days',
    days: 7,
  },
  monthly_report: { outbound: [], fallback: [], in_app: true, urgency: 6, ends_with: 'days', days: 14 },
};

/** What a person has said of being spoken to, and where they can be reached. */
export interface Contact {
  /** Channels with an address. */
  readonly addresses: ReadonlySet<string>;
  /** Of these, the ones that refuse whatever comes. */
  readonly refusing: ReadonlySet<string>;
  /** The ones that have refused. */
  readonly closed: Set<string>;
  channels_off: readonly string[];
  types_off: readonly string[];
}

/** A message that left through a channel. */
export interface Left {
  readonly at: number;
  readonly wall: Wall;
  readonly channel: string;
  readonly round: number;
  readonly refused: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Something there was to say. */
export interface Told {
  readonly user_id: string;
  readonly type: string;
  readonly key: string;
  readonly made_at: number;
  readonly made_on: Wall;
  /** When it was first in the app. */
  shown_at: number | null;
  readonly left: Left[];
  /** What it had to wait for. */
  readonly waited_for: Set<string>;
  round: number;
  snoozed_until: number;
  /** Why nothing more will happen; null: something may. */
  ended: string | null;
}

export interface Rules {
  /** live or shadow. */
  modeOf(type: string): string;
  isHeldOut(user_id: string, type: string): boolean;
}

export class Listener {
  readonly told: Told[] = [];
  readonly #world: World;
  readonly #person: KnownPerson;
  readonly #contact: Contact;
  readonly #rules: Rules;
  /** Type → the local day on which "not interested" was said. */
  readonly #muted = new Map<string, number>();

  constructor(world: World, person: KnownPerson, contact: Contact, rules: Rules) {
    this.#world = world;
    this.#person = person;
    this.#contact = contact;
    this.#rules = rules;
  }

  /** What is known of them, while the wall shows this. */
  occasions(wall: Wall): Occasion[] {
    return occasionsOf(this.#world, this.#person, wall);
  }

  /** The clock goes on to that instant. */
  step(at: number, wall: Wall, occasions: readonly Occasion[]): void {
    for (const told of this.told) if (told.ended === null) this.#end(told, wall, occasions);
    for (const occasion of occasions) {
      const known = this.told.some(({ type, key }) => type === occasion.type && key === occasion.key);
      if (!known) this.#make(occasion, at, wall);
    }
    while (this.#speak(at, wall, occasions)) {
      // Whoever refused has not been spoken to: there may be another way.
    }
  }

  dismiss(told: Told, at: number, reason: string, until: number | null): void {
    if (reason === 'snoozed') {
      told.round++;
      told.snoozed_until = until ?? at + 24 * 60 * 60 * 1000;
      return;
    }
    told.ended = 'dismissed';
    if (reason === 'not_interested') this.#muted.set(told.type, dayIn(this.#world.zoneOf(this.#person), at));
  }

  /** Whether they have seen or could see it. */
  wasTold(told: Told): boolean {
    return told.shown_at !== null || told.left.some(({ refused }) => !refused);
  }

  #end(told: Told, wall: Wall, occasions: readonly Occasion[]): void {
    const { ends_with, days } = rowOf(told.type);
    if (days !== null) {
      const since = wall.day - told.made_on.day;
      if (since > days || (since === days && wall.minute >= told.made_on.minute)) told.ended = 'expired';
    }
    if (occasions.some(({ type, key }) => type === told.type && key === told.key)) return;
    // Away for longer than it may still be said, they find it in the app when they are back.
    const over = ends_with === 'occasion' || (ends_with === 'return' && this.#returned(told, wall));
    // The evening is over, or the habit done.
    const late = told.type === 'streak_at_risk' && dayText(wall.day) > told.key;
    if (!this.wasTold(told)) told.ended = late ? 'expired' : 'no_longer_due';
    else if (over) told.ended = 'settled';
  }

  #make({ type, key }: Occasion, at: number, wall: Wall): void {
    const { user_id } = this.#person;
    const { outbound, fallback, in_app } = rowOf(type);
    const told: Told = {
      user_id,
      type,
      key,
      made_at: at,
      made_on: wall,
      shown_at: null,
      left: [],
      waited_for: new Set(),
      round: 0,
      snoozed_until: at,
      ended: null,
    };
    this.told.push(told);
    const muted_on = this.#muted.get(type);
    if (this.#rules.modeOf(type) === 'shadow') told.ended = 'shadow';
    else if (this.#rules.isHeldOut(user_id, type)) told.ended = 'holdout';
    else if (this.#contact.types_off.includes(type)) told.ended = 'preference';
    else if (muted_on !== undefined && wall.day < muted_on + 30) told.ended = 'muted';
    else if (![...outbound, ...fallback, ...(in_app ? ['in_app'] : [])].some((one) => this.#uses(one))) {
      told.ended = 'no_channel';
    } else if (in_app && this.#uses('in_app')) told.shown_at = at;
  }

  /** Says the most urgent thing, if it may be said now. Answers whether it was refused. */
  #speak(at: number, wall: Wall, occasions: readonly Occasion[]): boolean {
    const waiting: { told: Told; channels: string[] }[] = [];
    for (const told of this.told) {
      if (told.ended !== null) continue;
      if (!occasions.some(({ type, key }) => type === told.type && key === told.key)) continue;
      if (told.left.some(({ round, refused }) => round === told.round && !refused)) continue;
      if (this.#contact.types_off.includes(told.type)) {
        if (!this.wasTold(told)) told.ended = 'preference';
        continue;
      }
      const { outbound, fallback, in_app } = rowOf(told.type);
      let channels = outbound.filter((channel) => this.#uses(channel));
      if (channels.length === 0) channels = fallback.filter((channel) => this.#uses(channel));
      if (channels.length > 0) waiting.push({ told, channels });
      else if (!this.wasTold(told) && (!in_app || !this.#uses('in_app'))) told.ended = 'no_channel';
    }
    waiting.sort((one, other) => rowOf(one.told.type).urgency - rowOf(other.told.type).urgency);
    const zone = this.#world.zoneOf(this.#person);
    for (const { told, channels } of waiting) {
      if (at < told.snoozed_until) told.waited_for.add('snoozed');
      else if (isQuiet(wall)) told.waited_for.add('quiet_hours');
      else if (this.#messages(zone, wall.day, wall.day) >= 1) told.waited_for.add('daily_cap');
      else if (this.#messages(zone, wall.day - 6, wall.day) >= 3) told.waited_for.add('weekly_cap');
      else {
        const { data = {} } = occasions.find(({ type }) => type === told.type) ?? {};
        let taken = false;
        for (const channel of channels) {
          const refused = this.#contact.refusing.has(channel);
          if (refused) this.#contact.closed.add(channel);
          else taken = true;
          told.left.push({ at, wall, channel, round: told.round, refused, data });
        }
        if (!taken) return true;
      }
    }
    return false;
  }

  /** How many messages they have got on these local days. Two channels are one message. */
  #messages(zone: string, from: number, to: number): number {
    const messages = new Set<string>();
    for (const { type, key, left } of this.told) {
      for (const { at, refused } of left) {
        const day = dayIn(zone, at);
        if (!refused && day >= from && day <= to) messages.add(`${type} ${key} ${day}`);
      }
    }
    return messages.size;
  }

  /** Whether they have been active after the day of which it spoke. */
  #returned({ key }: Told, { day }: Wall): boolean {
    const last = activeDays(this.#person).findLast((other) => other <= day);
    return last !== undefined && dayText(last) !== key;
  }

  #uses(channel: string): boolean {
    const { addresses, closed, channels_off } = this.#contact;
    if (channels_off.includes(channel)) return false;
    return channel === 'in_app' || (addresses.has(channel) && !closed.has(channel));
  }
}

function rowOf(type: string): Row {
  const row = ROWS[type];
  if (row === undefined) throw new RangeError(`no row for ${type}`);
  return row;
}
