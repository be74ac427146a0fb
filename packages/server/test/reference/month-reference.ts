import { Random } from '../faults/random.ts';
import { HOUR_MS, lifeOf, QUARTER_MS, refuses, type Happening, type Month } from './month.ts';
import type { Occasion } from './occasions.ts';
import { Listener, type Contact, type Rules, type Told } from './triggers.ts';
import { wallIn, type Wall } from './wall.ts';
import { World, type KnownPerson } from './world.ts';

/** A month of many lives as the reference sees it: the clock goes from quarter to quarter of an hour, for each person alone. */

/** Somebody answers a message. What was there to answer is the reference's word, so that the server hears the same. */
export interface Dismissal {
  readonly kind: 'dismissal';
  readonly at: number;
  readonly user_id: string;
  readonly type: string;
  readonly key: string;
  readonly reason: string;
  readonly snooze_until: number | null;
}

export interface Expected {
  readonly told: readonly Told[];
  /** Everything that happens, in its order. */
  readonly script: readonly (Happening | Dismissal)[];
}

const ORDER = { push: 0, facts: 1, preferences: 2, events: 3, dismissal: 4 };
const DAY_MS = 24 * 60 * 60 * 1000;

export function expectMonth(month: Month, people: number, seed: number, rules: Rules): Expected {
  const walls = new Walls(month);
  const told: Told[] = [];
  const script: (Happening | Dismissal)[] = [];
  for (let nth = 0; nth < people; nth++) {
    const user_id = nth % 3 === 0 ? String(nth + 1) : `person_${nth + 1}`;
    const random = new Random(seed * 1_000_003 + nth);
    const life = lifeOf(user_id, month, random).sort((a, b) => a.at - b.at || ORDER[a.kind] - ORDER[b.kind]);
    const one = liveAlone(user_id, life, { month, walls, random, rules });
    told.push(...one.told);
    script.push(...life, ...one.dismissals);
  }
  script.sort((a, b) => a.at - b.at || ORDER[a.kind] - ORDER[b.kind]);
  return { told, script };
}

interface Surroundings {
  readonly month: Month;
  readonly walls: Walls;
  readonly random: Random;
  readonly rules: Rules;
}

function liveAlone(user_id: string, life: readonly Happening[], { month, walls, random, rules }: Surroundings) {
  const world = new World(month.project_zone);
  const contact: Contact & { addresses: Set<string>; refusing: Set<string> } = {
    addresses: new Set(),
    refusing: new Set(),
    closed: new Set(),
    channels_off: [],
    types_off: [],
  };
  let listener: Listener | null = null;
  let person: KnownPerson | undefined;
  let next = 0;
  const answers: { readonly told: Told; readonly at: number; readonly round: number }[] = [];
  const answered = new Set<string>();
  const dismissals: Dismissal[] = [];
  let last: { wall: Wall; occasions: Occasion[] } | null = null;

  for (let at = life[0]?.at ?? Infinity; at < (month.to + 1) * DAY_MS; at += QUARTER_MS) {
    for (let happening = life[next]; happening?.at === at; happening = life[++next]) {
      take(happening, world, contact);
      last = null;
    }
    person ??= world.people.get(user_id);
    if (person === undefined) continue;
    listener ??= new Listener(world, person, contact, rules);
    for (const answer of answers) if (answer.at === at) dismiss(listener, answer.told, answer.round, at);
    const wall = walls.at(world.zoneOf(person), at);
    // What is due changes with what is known, at midnight and at 20:00.
    if (last?.wall.day !== wall.day || last.wall.minute >= 1200 !== wall.minute >= 1200) {
      last = { wall, occasions: listener.occasions(wall) };
    }
    listener.step(at, wall, last.occasions);
    for (const told of listener.told) plan(listener, told, at);
  }
  return { told: listener?.told ?? [], dismissals };

  /** Some answer, sooner or later, once for each time they are told. E-mails cannot be answered. */
  function plan(listener: Listener, told: Told, at: number): void {
    const time = `${told.type} ${told.key} ${told.round}`;
    if (told.ended !== null || told.type === 'win_back' || answered.has(time) || !listener.wasTold(told)) return;
    if (at < told.snoozed_until) return;
    answered.add(time);
    if (!random.chance(0.25)) return;
    const hours = random.chance(0.5) ? random.whole(0, 2) : random.whole(0, 50);
    answers.push({ told, at: (Math.floor(at / HOUR_MS) + 1 + hours) * HOUR_MS, round: told.round });
  }

  function dismiss(listener: Listener, told: Told, round: number, at: number): void {
    if (told.ended !== null || told.round !== round) return;
    const reason = random.pick(['snoozed', 'snoozed', 'completed', 'not_interested']);
    const snooze_until = reason === 'snoozed' && random.chance(0.5) ? at + random.whole(1, 3 * 96) * QUARTER_MS : null;
    listener.dismiss(told, at, reason, snooze_until);
    dismissals.push({ kind: 'dismissal', at, user_id, type: told.type, key: told.key, reason, snooze_until });
  }
}

function take(
  happening: Happening,
  world: World,
  contact: Contact & { addresses: Set<string>; refusing: Set<string> },
): void {
  const { at, user_id } = happening;
  const reach = (channel: string, address: string | undefined): void => {
    if (address === undefined) return;
    contact.addresses.add(channel);
    if (refuses(address)) contact.refusing.add(channel);
  };
  switch (happening.kind) {
    case 'facts':
      world.takeFacts(happening.facts);
      reach('email', happening.facts.email);
      reach('telegram', happening.facts.telegram_chat_id);
      return;
    case 'push':
      reach('push', happening.endpoint);
      return;
    case 'preferences':
      contact.channels_off = happening.channels_off;
      contact.types_off = happening.types_off;
      return;
    case 'events':
      world.takeEvents(at, user_id, happening.timezone, happening.events);
  }
}

/** Walls by zone and quarter of an hour, each read once. */
class Walls {
  readonly #from: number;
  readonly #zones = new Map<string, Wall[]>();

  constructor(month: Month) {
    this.#from = month.from * DAY_MS;
  }

  at(zone: string, instant: number): Wall {
    let walls = this.#zones.get(zone);
    if (walls === undefined) this.#zones.set(zone, (walls = []));
    return (walls[(instant - this.#from) / QUARTER_MS] ??= wallIn(zone, instant));
  }
}
