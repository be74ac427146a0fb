import { CHANNEL_NAMES, CHANNELS, isOutbound, type Channel, type OutboundChannel } from '@retention/domain/channel';
import { TYPE_CHOICES, type Preferences } from '@retention/domain/preference';
import { TRIGGER_TYPES, type TriggerType } from '@retention/domain/trigger';
import { textLocale, type Locale } from '@retention/domain/user';
import type { Clock } from '../../clock.ts';
import type { Queryable } from '../../db/database.ts';
import { loadStatements } from '../../db/statement.ts';

const statements = loadStatements(new URL('preferences.sql', import.meta.url), [
  'preference_read',
  'preference_change',
]);

export interface PreferenceDeps {
  readonly database: Queryable;
  readonly clock: Clock;
  /** The channels through which anything can leave; left out: all of them. */
  readonly configured?: ReadonlySet<OutboundChannel>;
}

/** What a person wants, and where messages can reach them at all. */
export interface KnownPreferences extends Preferences {
  readonly locale: Locale;
  readonly reachable: ReadonlySet<Channel>;
}

/** What is turned on and off; what is not named stays as it is. */
export interface PreferenceChange {
  readonly channels_on: readonly Channel[];
  readonly channels_off: readonly Channel[];
  readonly types_on: readonly TriggerType[];
  readonly types_off: readonly TriggerType[];
}

export async function readPreferences(
  { database, configured }: Omit<PreferenceDeps, 'clock'>,
  user_id: string,
): Promise<KnownPreferences> {
  const [row] = await database.query<{
    locale: string | null;
    channels_off: string[];
    types_off: string[];
    email: boolean;
    telegram: boolean;
    push: boolean;
  }>(statements.preference_read, [user_id]);
  if (row === undefined) throw new Error('preference_read gave no row');
  return {
    locale: textLocale(row.locale),
    channels_off: CHANNEL_NAMES.filter((channel) => row.channels_off.includes(channel)),
    types_off: TRIGGER_TYPES.filter((type) => row.types_off.includes(type)),
    reachable: new Set(
      CHANNEL_NAMES.filter((channel) => !isOutbound(channel) || (row[channel] && (configured?.has(channel) ?? true))),
    ),
  };
}

/** Durable when it resolves. It holds for what has not left yet; saying the same again changes nothing. */
export async function changePreferences(
  { database, clock }: PreferenceDeps,
  user_id: string,
  { channels_on, channels_off, types_on, types_off }: PreferenceChange,
): Promise<void> {
  const values = [user_id, channels_on, channels_off, types_on, types_off, new Date(clock.now())];
  await database.query(statements.preference_change, values);
}

/** The preferences of the API: of whoever calls. Spec section 6. */
export function createPreferences(deps: PreferenceDeps) {
  return {
    /** `POST …/preferences/get/`. */
    async get({ user_id }: { readonly user_id: string }) {
      const { locale, channels_off, types_off, reachable } = await readPreferences(deps, user_id);
      return {
        channels: CHANNEL_NAMES.map((channel) => ({
          channel,
          label: CHANNELS[channel].label[locale],
          on: !channels_off.includes(channel),
          available: reachable.has(channel),
        })),
        types: TRIGGER_TYPES.map((type) => ({
          type,
          label: TYPE_CHOICES[type].label[locale],
          on: !types_off.includes(type),
        })),
      };
    },

    /** `POST …/preferences/set/`: says the whole of it. */
    async set({ user_id, body }: { readonly user_id: string; readonly body: Preferences }) {
      const { channels_off, types_off } = body;
      await changePreferences(deps, user_id, {
        channels_off,
        types_off,
        channels_on: CHANNEL_NAMES.filter((channel) => !channels_off.includes(channel)),
        types_on: TRIGGER_TYPES.filter((type) => !types_off.includes(type)),
      });
      return { status: 'ok' as const };
    },
  };
}
