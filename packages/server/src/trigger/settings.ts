import type { TypeSetting } from '@retention/domain/situation';
import {
  MILESTONE_XP,
  readMode,
  TRIGGER_TYPES,
  triggerDefinition,
  type TriggerMode,
  type TriggerType,
} from '@retention/domain/trigger';
import type { Queryable } from '../db/database.ts';
import { situationSql } from './situation.ts';

/** What the owner has set, with the definition where nothing was. */
export interface Settings {
  readonly types: Readonly<Record<TriggerType, TypeSetting>>;
  /** Whether XP for milestones are awarded. */
  readonly milestone_xp: TriggerMode;
}

interface SettingRow {
  readonly type: string;
  readonly mode: string | null;
  readonly holdout: number | null;
  readonly braked_run: number | null;
}

export async function readSettings(database: Queryable): Promise<Settings> {
  const rows = new Map<string, SettingRow>();
  for (const row of await database.query<SettingRow>(situationSql.settings_known)) rows.set(row.type, row);
  const modeOf = (type: string): TriggerMode => readMode(rows.get(type)?.mode);
  const settingOf = (type: TriggerType): TypeSetting => ({
    mode: modeOf(type),
    holdout: rows.get(type)?.holdout ?? triggerDefinition(type).holdout,
    braked_run: rows.get(type)?.braked_run ?? null,
  });
  return { types: byType(settingOf), milestone_xp: modeOf(MILESTONE_XP) };
}

/** A value for every type. */
export function byType<T>(valueOf: (type: TriggerType) => T): Readonly<Record<TriggerType, T>> {
  const entries = TRIGGER_TYPES.map((type) => [type, valueOf(type)] as const);
  const values: Partial<Record<TriggerType, T>> = Object.fromEntries(entries);
  if (hasEvery(values)) return values;
  throw new Error('a trigger type has no value');
}

function hasEvery<T>(values: Partial<Record<TriggerType, T>>): values is Record<TriggerType, T> {
  return TRIGGER_TYPES.every((type) => Object.hasOwn(values, type));
}
