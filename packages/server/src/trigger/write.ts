import { createHash, randomBytes } from 'node:crypto';
import type { OutboundChannel } from '@retention/domain/channel';
import { formatCode } from '@retention/domain/code';
import { formatDay, formatInstant, instantAt, type Day, type Instant } from '@retention/domain/day';
import type { OccasionData } from '@retention/domain/occasion';
import type { ChangedTrigger, MadeTrigger, Verdict } from '@retention/domain/situation';
import { triggerDefinition, type TriggerType } from '@retention/domain/trigger';
import { milestoneAwards } from '@retention/domain/xp';
import type { Transaction } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { addToAgenda } from './agenda.ts';
import type { Settings } from './settings.ts';
import type { Known } from './situation.ts';

export const writeSql = loadStatements(new URL('write.sql', import.meta.url), [
  'trigger_make',
  'trigger_change',
  'delivery_make',
  'delivery_cancel',
  'decision_add',
  'code_add',
  'xp_add',
  'inbox_notify',
]);

/** A person, and what `speak` said of them. */
export interface Spoken {
  readonly known: Known;
  readonly verdict: Verdict;
}

/** How many triggers were made, and how many messages handed to the outbox. */
export interface Written {
  readonly made: number;
  readonly released: number;
}

/** Writes what was said of many people: a statement for each kind of row, however many people they are. */
export async function writeSpoken(
  transaction: Transaction,
  spoken: readonly Spoken[],
  { now, settings }: { readonly now: Instant; readonly settings: Settings },
): Promise<Written> {
  const rows = new Rows(now, settings);
  const made = spoken.flatMap(({ known, verdict }) => verdict.made.map((trigger) => rows.make(known, trigger)));
  const ids = await makeTriggers(transaction, made, now);
  for (const draft of made) {
    const id = ids.get(keyOf(draft.known.standing.user_id, draft.trigger.type));
    if (id !== undefined) rows.follow(draft.known, { ...draft.trigger, id, round: 0 }, draft.code);
  }
  for (const { known, verdict } of spoken) {
    for (const trigger of verdict.changed) rows.change(known, trigger);
    rows.award(known);
  }
  await rows.write(transaction);
  const looks = new Map<string, Instant>();
  for (const { known, verdict } of spoken) {
    if (verdict.look_at !== null) looks.set(known.standing.user_id, verdict.look_at);
  }
  await addToAgenda(transaction, looks);
  return { made: ids.size, released: rows.released };
}

export interface Code {
  readonly code: string;
  readonly percent: number;
  /** The last local day on which it is good. */
  readonly last_day: Day;
  readonly expires_at: Instant;
}

interface MadeDraft {
  readonly known: Known;
  readonly trigger: MadeTrigger;
  readonly code: Code | null;
}

async function makeTriggers(
  transaction: Transaction,
  made: readonly MadeDraft[],
  now: Instant,
): Promise<Map<string, number>> {
  if (made.length === 0) return new Map();
  const rows = made.map(({ known, trigger }) => ({ user_id: known.standing.user_id, ...wire(trigger) }));
  const ids = await transaction.query<{ user_id: string; id: number; type: string }>(writeSql.trigger_make, [
    JSON.stringify(rows),
    new Date(now),
  ]);
  return new Map(ids.map(({ user_id, type, id }) => [keyOf(user_id, type), id]));
}

function keyOf(user_id: string, type: string): string {
  return `${type} ${user_id}`;
}

/** Collects the rows to be written for many people. */
class Rows {
  readonly #now: Instant;
  readonly #settings: Settings;
  readonly #changed: object[] = [];
  readonly #deliveries: object[] = [];
  readonly #cancelled: [user_ids: string[], trigger_ids: number[]] = [[], []];
  readonly #decisions: object[] = [];
  readonly #codes: object[] = [];
  readonly #awards: object[] = [];
  readonly #inboxes = new Set<string>();

  constructor(now: Instant, settings: Settings) {
    this.#now = now;
    this.#settings = settings;
  }

  get released(): number {
    return this.#deliveries.length;
  }

  /** A trigger to be made, with the code it comes with: it stands in its words. */
  make(known: Known, trigger: MadeTrigger): MadeDraft {
    const code = trigger.rewarded ? newCode(known, trigger.type) : null;
    return { known, trigger: { ...trigger, data: withCode(trigger.data, code) }, code };
  }

  change(known: Known, trigger: ChangedTrigger): void {
    const { user_id } = known.standing;
    const code = trigger.rewarded ? newCode(known, trigger.type) : null;
    const data = withCode(trigger.data, code);
    this.#changed.push({ user_id, ...wire({ ...trigger, data }) });
    if (trigger.cancel) {
      this.#cancelled[0].push(user_id);
      this.#cancelled[1].push(trigger.id);
    }
    const before = known.triggers.find(({ id }) => id === trigger.id);
    this.follow(known, trigger, code, before?.held_by ?? null);
  }

  /** What goes with a trigger whose id is known. */
  follow(
    known: Known,
    trigger: Omit<MadeTrigger | ChangedTrigger, 'holdout'> & { readonly id: number; readonly round: number },
    code: Code | null,
    held_before: string | null = null,
  ): void {
    const { user_id } = known.standing;
    const { id: trigger_id, type, held_by, scheduled_at, rewarded, release, round, channels } = trigger;
    if (held_by !== null && held_by !== held_before) {
      this.#decisions.push({ user_id, trigger_id, rule: held_by, until: written(scheduled_at) });
    }
    for (const channel of release) {
      for (const address of known.addresses[channel]) {
        this.#deliveries.push({
          user_id,
          trigger_id,
          round,
          channel,
          address,
          key: deliveryKey(trigger, channel, address),
        });
      }
    }
    if (channels.includes('in_app')) this.#inboxes.add(user_id);
    if (!rewarded) return;
    if (code !== null) this.#codes.push(codeRow(code, { user_id, trigger_id }));
    const { xp_bonus } = triggerDefinition(type);
    if (xp_bonus > 0) this.#awards.push({ user_id, reason: type, xp: xp_bonus, held_by: null });
  }

  /** Milestones of the journey. */
  award(known: Known): void {
    const mode = this.#settings.milestone_xp;
    if (mode === 'off') return;
    const held_by = mode === 'shadow' ? 'shadow' : null;
    for (const { reason, xp } of milestoneAwards(known.standing)) {
      if (!known.awarded.has(reason)) this.#awards.push({ user_id: known.standing.user_id, reason, xp, held_by });
    }
  }

  async write(transaction: Transaction): Promise<void> {
    const now = new Date(this.#now);
    const at = formatInstant(this.#now);
    if (this.#changed.length > 0) {
      await transaction.query(writeSql.trigger_change, [JSON.stringify(this.#changed), now]);
    }
    if (this.#cancelled[0].length > 0) await transaction.query(writeSql.delivery_cancel, [...this.#cancelled, now]);
    if (this.#deliveries.length > 0) {
      await transaction.query(writeSql.delivery_make, [JSON.stringify(this.#deliveries), now]);
    }
    if (this.#decisions.length > 0) {
      await transaction.query(writeSql.decision_add, [JSON.stringify(this.#decisions), now]);
    }
    if (this.#codes.length > 0) await transaction.query(writeSql.code_add, [JSON.stringify(this.#codes), now, at]);
    if (this.#awards.length > 0) await transaction.query(writeSql.xp_add, [JSON.stringify(this.#awards), now, at]);
    if (this.#inboxes.size > 0) await transaction.query(writeSql.inbox_notify, [[...this.#inboxes]]);
  }
}

/** What makes a delivery exist once. A person may have several browsers. */
export function deliveryKey(
  { id, round }: { readonly id: number; readonly round: number },
  channel: OutboundChannel,
  address: string,
): string {
  const which = channel === 'push' ? `/${createHash('sha256').update(address).digest('base64url').slice(0, 16)}` : '';
  return `${id}/${channel}/${round}${which}`;
}

const CODE_BYTES = 16;

/** The code that comes with a type; null where none does. */
export function newCode({ standing }: Known, type: TriggerType): Code | null {
  const { code } = triggerDefinition(type);
  if (code === null) return null;
  const last_day = standing.day + code.days;
  const expires_at = instantAt(last_day + 1, 0, standing.zone);
  return { code: formatCode(randomBytes(CODE_BYTES)), percent: code.percent, last_day, expires_at };
}

/** As `code_add` reads it. */
export function codeRow(
  { code, percent, expires_at }: Code,
  of: { readonly user_id: string; readonly trigger_id: number },
): object {
  return { ...of, code, percent, expires_at: written(expires_at) };
}

/** What a message says of its code. */
export function withCode(data: OccasionData, code: Code | null): OccasionData {
  if (code === null) return data;
  return { ...data, code: code.code, percent: code.percent, code_expires_on: formatDay(code.last_day) };
}

type Wired = Pick<MadeTrigger | ChangedTrigger, 'scheduled_at' | 'expires_at'>;

/** Instants as text. */
function wire<T extends Wired>(trigger: T): object {
  return { ...trigger, scheduled_at: written(trigger.scheduled_at), expires_at: written(trigger.expires_at) };
}

/** An instant as JSON carries it to a statement. */
export function written(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
