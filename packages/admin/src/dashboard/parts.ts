import type { MetricList } from '@retention/domain/metrics';

/** A part of a whole as a block shows it: a band of a bar, and its number below. */
export interface PartOfWhole {
  readonly key: string;
  readonly label: string;
  readonly definition: string;
  readonly count: number;
  /** 0–100 as the API says it; null: no part of the whole, shown apart. */
  readonly percent: number | null;
  readonly list: MetricList;
  /** CSS background of its band: a colour and a pattern, so that it is told apart without colour. */
  readonly fill: string;
}
