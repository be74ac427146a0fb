import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant, type Instant } from '@retention/domain/day';
import { renderMessage } from '@retention/domain/message';
import type { OccasionData } from '@retention/domain/occasion';
import { speak } from '@retention/domain/speak';
import { isTriggerType, PRIORITIES, TRIGGER_TYPES, triggerDefinition } from '@retention/domain/trigger';
import { textLocale } from '@retention/domain/user';
import { loadStatements } from '../db/statement.ts';
import type { LookDeps } from './look.ts';
import { readSettings } from './settings.ts';
import { readSituations } from './situation.ts';
import { writeSpoken } from './write.ts';

const sql = loadStatements(new URL('pending.sql', import.meta.url), ['inbox']);

type Inbox = Contract['triggers_pending']['response'];
type Shown = Inbox['triggers'][number];

interface InboxRow {
  readonly id: number;
  readonly type: string;
  readonly data: OccasionData;
  readonly created_at: Instant;
  readonly locale: string | null;
}

/** What the app shows a person now, the most urgent first. Spec section 7, endpoint 3. */
export type ReadInbox = (user_id: string) => Promise<Inbox>;

/**
 * Looks at the person before it answers: what they have just done counts, also where the bulk look has not come yet. It lets
 * nothing leave: that is the bulk look's alone, which keeps the caps.
 */
export function createInbox(deps: LookDeps): ReadInbox {
  return async (user_id) => {
    await lookAtOne(deps, user_id);
    const rows = await deps.database.query<InboxRow>(sql.inbox, [user_id, new Date(deps.clock.now())]);
    const triggers = rows.flatMap(render).toSorted((one, other) => urgency(one) - urgency(other));
    return { triggers, priority_trigger: triggers[0] ?? null };
  };
}

async function lookAtOne(deps: LookDeps, user_id: string): Promise<void> {
  const { database } = deps;
  const now = deps.clock.now();
  const circumstances = { ...deps, now, settings: await readSettings(database) };
  const [known] = await readSituations(database, [user_id], circumstances);
  if (known === undefined) return;
  const { made, changed } = speak(known);
  if (made.length === 0 && changed.length === 0) return;
  const verdict = {
    made: made.map((trigger) => ({ ...trigger, ...stay(trigger, now) })),
    changed: changed.map((trigger) => ({ ...trigger, ...stay(trigger, now) })),
    // The bulk look decides what leaves, and when to look again.
    look_at: now,
  };
  await database.transaction((transaction) => writeSpoken(transaction, [{ known, verdict }], circumstances));
}

/** What would leave now waits for the bulk look. */
function stay(
  { release, scheduled_at }: { readonly release: readonly string[]; readonly scheduled_at: Instant | null },
  now: Instant,
) {
  return { release: [], scheduled_at: release.length > 0 ? now : scheduled_at };
}

function render({ id, type, data, created_at, locale }: InboxRow): Shown[] {
  if (!isTriggerType(type)) return [];
  const language = textLocale(locale);
  const { label, priority, how } = triggerDefinition(type);
  if (how === null) return [];
  const { title, text: message, action } = renderMessage(type, data, language);
  const at = formatInstant(created_at);
  return [{ id, type, type_label: label[language], priority, data, title, message, how, action, created_at: at }];
}

function urgency({ type }: Shown): number {
  return PRIORITIES.indexOf(triggerDefinition(type).priority) * TRIGGER_TYPES.length + TRIGGER_TYPES.indexOf(type);
}
