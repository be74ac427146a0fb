import type { Contract } from '@retention/domain/contract/contract';
import { DAY_MS, formatInstant, parseInstant, type Instant } from '@retention/domain/day';
import { RULES, type Rule } from '@retention/domain/rule';
import { TRIGGER_TYPES, triggerDefinition } from '@retention/domain/trigger';
import { writeUserId, type Locale } from '@retention/domain/user';
import type { Queryable } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';
import { dryRun, type WouldGet } from './dry-run.ts';
import type { LookDeps } from './look.ts';

const sql = loadStatements(new URL('dry-run.sql', import.meta.url), ['people_named']);

type Asked = Contract['trigger_dry_run'];
type OfType = Asked['response']['types'][number];

const MOST_DAYS = 31;
const MOST_NAMED = 20;
const MOMENT_MS = 60_000;

/** `POST …/triggers/dry-run/`. Throws ApiError 422. */
export function createDryRun(deps: LookDeps & { readonly catchUp: () => Promise<unknown> }) {
  return async ({ body }: { readonly body: Asked['request'] }): Promise<Asked['response']> => {
    const at = readMoment(body.at, deps.clock.now());
    const locale = body.locale ?? 'ru';
    // A look goes by what has been judged.
    await deps.catchUp();
    const { people, triggers } = await dryRun(deps, at, { as_live: body.as_live ?? false });
    const named = await readNames(
      deps.database,
      [...triggers.values()].flatMap((found) => found.slice(0, MOST_NAMED)),
    );
    const types = TRIGGER_TYPES.map((type): OfType => {
      const found = triggers.get(type) ?? [];
      return {
        type,
        label: triggerDefinition(type).label[locale],
        matched: found.length,
        would_send: found.filter(({ held_by, channels }) => held_by === null || shownNow(held_by, channels)).length,
        held: heldBy(found, locale),
        users: found.slice(0, MOST_NAMED).map(({ user_id, channels, held_by, until }) => ({
          id: writeUserId(user_id),
          email: named.get(user_id)?.email ?? null,
          first_name: named.get(user_id)?.first_name ?? null,
          channels: [...channels],
          held_by,
          until: until === null ? null : formatInstant(until),
        })),
      };
    });
    return { at: formatInstant(at), people, types };
  };
}

/** What is only deferred on its way out is shown in the app all the same. */
function shownNow(held_by: Rule, channels: WouldGet['channels']): boolean {
  return RULES[held_by].defers && held_by !== 'brake' && channels.includes('in_app');
}

function readMoment(text: string, now: Instant): Instant {
  const at = parseInstant(text);
  const refuse = (error: string): ApiError => ApiError.unprocessable(`"at" ${error}`, [{ field: 'at', error }]);
  if (typeof at !== 'number') throw refuse('must be an instant with a zone, like "2024-01-15T20:00:00+03:00"');
  if (Math.abs(at - now) > MOST_DAYS * DAY_MS)
    throw refuse(`must lie within ${MOST_DAYS} days from now, ahead or past`);
  // Who asks for now has a clock that is a little behind, or takes a moment to ask.
  return Math.abs(at - now) < MOMENT_MS ? now : at;
}

function heldBy(found: readonly WouldGet[], locale: Locale): OfType['held'] {
  const rules = Map.groupBy(found, ({ held_by }) => held_by);
  return [...rules].flatMap(([rule, held]) =>
    rule === null ? [] : [{ rule, label: RULES[rule].label[locale], count: held.length }],
  );
}

interface Named {
  readonly user_id: string;
  readonly email: string | null;
  readonly first_name: string | null;
}

async function readNames(database: Queryable, people: readonly WouldGet[]): Promise<Map<string, Named>> {
  const user_ids = [...new Set(people.map(({ user_id }) => user_id))];
  const rows = await database.query<Named>(sql.people_named, [user_ids]);
  return new Map(rows.map((row) => [row.user_id, row]));
}
