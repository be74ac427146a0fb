import { FACT_LIMITS, readFacts, type Facts } from '@retention/domain/facts';
import type { Instant } from '@retention/domain/day';
import { group, type Command, type Tools } from '../command.ts';
import { auditCommand } from '../db/audit.ts';
import { WAS_ERASED } from '../db/person-hash.ts';
import { importFile, type ImportTools } from '../file/import.ts';
import { acceptFile, lacksZone, ZONE_HINT, zoned, type FileOptions } from '../file/options.ts';
import type { Values } from '../file/rows.ts';
import type { Summary } from '../file/summary.ts';
import { storeFacts } from './facts-store.ts';

const OF_THE_PERSON = ['email', 'first_name', 'joined_at', 'timezone', 'locale', 'telegram_chat_id', 'xp'] as const;
/** In the host API these lie in `subscription`; a CSV file has no such depth. */
const OF_THE_SUBSCRIPTION = ['plan', 'status', 'trial_started_at', 'trial_ends_at', 'paid_since', 'renewals'] as const;
const INSTANTS: readonly string[] = ['joined_at', 'trial_started_at', 'trial_ends_at', 'paid_since'];
const NUMBERS: readonly string[] = ['xp', 'renewals'];

/** `trial_ends_at` → the columns that may hold it: `subscription_trial_ends_at`, or its short name where that says enough. */
const FLAT = new Map(
  OF_THE_SUBSCRIPTION.flatMap((key): [string, string][] => {
    const long: [string, string] = [`subscription_${key}`, key];
    return key === 'plan' || key === 'status' ? [long] : [[key, key], long];
  }),
);

const USER_COLUMNS = {
  required: ['user_id'],
  optional: [...OF_THE_PERSON, ...FLAT.keys(), 'subscription'],
} as const;

/** `retention import users FILE`. Spec section 8. */
export const importUsersCommand: Command = {
  register: (program, { run }) => {
    const command = group(program, 'import', 'bring in what is known already').command('users');
    acceptFile(command, [...USER_COLUMNS.required, ...USER_COLUMNS.optional])
      .description('what the host knows of its users, from a file; safe to interrupt and to run again')
      .addHelpText('after', HELP)
      .action((file: string, options: FileOptions) =>
        run(async (tools) => {
          await auditCommand(tools, 'import_users', {});
          await importUsers(file, options, { ...tools, screen: process.stderr });
          await tools.catchUp();
        }),
      );
  },
};

export interface UserImportTools extends ImportTools, Pick<Tools, 'database' | 'clock' | 'personHash'> {
  readonly config: Pick<Tools['config'], 'timezone'>;
}

/** Imports a file of users; see importFile for what it throws. */
export function importUsers(file: string, options: FileOptions, tools: UserImportTools): Promise<Summary> {
  const { config, database, clock, personHash } = tools;
  return importFile<Facts>(
    file,
    options,
    {
      columns: USER_COLUMNS,
      chunkRows: FACT_LIMITS.batch,
      // Of two rows about one person the later one wins.
      lanes: 1,
      read: (values) => readUserRow(values, options.timezone, clock.now()),
      async store(facts) {
        const erased = await storeFacts(database, facts, { now: clock.now(), zone: config.timezone, personHash });
        const refusalOf = ({ user_id }: Facts): string | null => (erased.has(user_id) ? WAS_ERASED : null);
        return { stored: facts.filter(({ user_id }) => !erased.has(user_id)).length, known: 0, refusalOf };
      },
    },
    tools,
  );
}

/** The facts of a row, or the reason why it has none. What is empty in CSV says nothing; `null` in NDJSON clears. */
export function readUserRow(values: Values, timezone: string | undefined, now: Instant): Facts | string {
  const { subscription, ...rest } = values;
  const person: Record<string, unknown> = {};
  const flat: Record<string, unknown> = {};
  let unzoned = false;
  const read = (key: string, value: unknown): unknown => {
    if (NUMBERS.includes(key)) return typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
    if (!INSTANTS.includes(key)) return value;
    unzoned ||= timezone === undefined && lacksZone(value);
    return zoned(value, timezone);
  };
  for (const [column, value] of Object.entries(rest)) {
    const key = FLAT.get(column);
    if (key === undefined) person[column] = read(column, value);
    else flat[key] = read(key, value);
  }
  if (Object.keys(flat).length > 0 && subscription !== undefined) {
    return 'The row speaks of the subscription twice: as an object and in columns of its own';
  }
  if (isObject(subscription)) {
    for (const [key, value] of Object.entries(subscription)) flat[key] = read(key, value);
  }
  const said = Object.keys(flat).length > 0 || isObject(subscription) ? flat : subscription;
  const facts = readFacts(said === undefined ? person : { ...person, subscription: said }, now);
  return typeof facts === 'string' && unzoned ? facts + ZONE_HINT : facts;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const HELP = `
Columns, in any order; only user_id is required, and an empty cell leaves what is known:
  user_id            the host's id, taken as it stands: 00001 is not 1
  email, first_name, locale, telegram_chat_id, xp
  timezone           IANA zone of the person, like Europe/Moscow
  joined_at          when they registered, like 2024-01-15T10:30:00Z
  subscription_plan, subscription_status, trial_started_at, trial_ends_at, paid_since, renewals
                     in NDJSON also as an object, as in the host API: {"subscription": {"plan": "pro", …}}

In NDJSON null clears what is known.

Examples:
  $ retention import users users.csv
  $ retention import users users.csv.gz --column id=user_id --column date_joined=joined_at --timezone Europe/Moscow
  $ psql -c "\\copy (SELECT id AS user_id, email, … FROM auth_user) TO STDOUT CSV HEADER" | retention import users -
`;
