import { instantAt, formatInstant, type Instant } from '@retention/domain/day';
import type { Period } from '@retention/domain/period';
import { loadStatements } from '../db/statement.ts';

/** The statements that count triggers: a file for each question. */
export const sql = {
  ...load('trigger_lists.sql', ['trigger_lists']),
  ...load('trigger_effect.sql', ['trigger_effect']),
  ...load('trigger_channels.sql', ['trigger_channels']),
  ...load('trigger_settings.sql', ['trigger_settings', 'trigger_runs_held', 'milestones_awarded']),
  ...load('people_reachable.sql', ['people_reachable']),
  ...load('deliveries_troubled.sql', ['deliveries_troubled']),
};

function load<Name extends string>(file: string, names: readonly Name[]) {
  return loadStatements(new URL(file, import.meta.url), names);
}

/** From an instant, up to another left out. */
export interface Span {
  readonly from: Instant;
  readonly before: Instant;
}

/** The instants of the days of a period on the wall clock of a zone: a day of changing clocks is longer, or shorter. */
export function spanOf({ from, to }: Period, zone: string): Span {
  return { from: instantAt(from, 0, zone), before: instantAt(to + 1, 0, zone) };
}

/** As parameters of a statement. */
export function spanValues({ from, before }: Span): readonly [string, string] {
  return [formatInstant(from), formatInstant(before)];
}
