import { count, duration } from '../progress.ts';

/** How far the reading of a file has come. */
export interface Reached {
  readonly rows: number;
  readonly refused: number;
  /** Bytes read, as they lie in the file. */
  readonly bytes: number;
  /** All there are; null where nobody knows. */
  readonly total: number | null;
}

/** ` 42 %  1,200 rows, 600/s, 1.6 s left, 3 refused`. */
export function describeReached({ rows, refused, bytes, total }: Reached, seconds: number): string {
  const rate = `${count(rows)} rows, ${count(Math.round(rows / Math.max(seconds, 0.001)))}/s`;
  const trouble = refused > 0 ? `, ${count(refused)} refused` : '';
  if (total === null || bytes === 0) return `${rate}${trouble}`;
  const left = (seconds * (total - bytes)) / bytes;
  return `${String(Math.floor((bytes / Math.max(total, 1)) * 100)).padStart(3)} %  ${rate}, ${duration(left)} left${trouble}`;
}
