import type { Instant } from '@retention/domain/day';
import type { Profile } from '@retention/domain/profile';
import { CopyRows } from '../db/copy-rows.ts';
import type { Span } from './span.ts';

export const PROFILE_COPY = `COPY profile (user_id, day, lifecycle_day, segment, churn_risk, churn_risk_score,
  retention_score, days_active_30, days_inactive, feature_diversity, completion_rate, avg_session_duration,
  last_active_at, longest_inactive_period, return_count, streak, current_milestone, completed_milestones, updated_at)
  FROM STDIN (FORMAT binary)`;
const PROFILE_COLUMNS = 19;
const USUAL_PROFILE_BYTES = 260;

/** The rows of PROFILE_COPY. */
export class ProfileCopy {
  readonly #rows: CopyRows;
  readonly #updated_at: Instant;

  constructor(expectedRows: number, updated_at: Instant) {
    this.#rows = new CopyRows(expectedRows * USUAL_PROFILE_BYTES);
    this.#updated_at = updated_at;
  }

  get count(): number {
    return this.#rows.count;
  }

  add(user_id: string, profile: Profile): void {
    const rows = this.#rows;
    rows.row(PROFILE_COLUMNS);
    rows.text(user_id);
    rows.date(profile.day);
    rows.integer(profile.lifecycle_day);
    rows.text(profile.segment);
    rows.text(profile.churn_risk);
    rows.integer(profile.churn_risk_score);
    rows.integer(profile.retention_score);
    rows.integer(profile.days_active_30);
    rows.integer(profile.days_inactive);
    rows.double(profile.feature_diversity);
    rows.double(profile.completion_rate);
    rows.integer(profile.avg_session_duration);
    if (profile.last_active_at === null) rows.null();
    else rows.timestamptz(profile.last_active_at);
    rows.integer(profile.longest_inactive_period);
    rows.integer(profile.return_count);
    rows.integer(profile.streak);
    if (profile.journey.current_milestone === null) rows.null();
    else rows.integer(profile.journey.current_milestone);
    rows.integers(profile.journey.completed_milestones);
    rows.timestamptz(this.#updated_at);
  }

  finish(): Buffer {
    return this.#rows.finish();
  }
}

export const SNAPSHOT_COPY = `COPY profile_snapshot (user_id, since, until, segment, churn_risk, paying, subscription_plan, subscription_status)
  FROM STDIN (FORMAT binary)`;
const SNAPSHOT_COLUMNS = 8;
const USUAL_SNAPSHOT_BYTES = 110;

/** The rows of SNAPSHOT_COPY. */
export class SnapshotCopy {
  readonly #rows: CopyRows;

  constructor(expectedRows: number) {
    this.#rows = new CopyRows(expectedRows * USUAL_SNAPSHOT_BYTES);
  }

  get count(): number {
    return this.#rows.count;
  }

  add(user_id: string, span: Span): void {
    const rows = this.#rows;
    rows.row(SNAPSHOT_COLUMNS);
    rows.text(user_id);
    rows.date(span.since);
    if (span.until === null) rows.null();
    else rows.date(span.until);
    rows.text(span.segment);
    rows.text(span.churn_risk);
    if (span.paying === null) rows.null();
    else rows.text(span.paying);
    rows.text(span.subscription_plan);
    rows.text(span.subscription_status);
  }

  finish(): Buffer {
    return this.#rows.finish();
  }
}
