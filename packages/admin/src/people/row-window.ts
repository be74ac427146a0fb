/** Which rows of a long list are on the screen, and which pages they come from. Pixels and row numbers, nothing else. */

/** Rows from `first` up to, and without, `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

export interface Viewport {
  /** How far the top of the screen is below the first row, in pixels; negative where the list begins further down. */
  readonly top: number;
  /** How much of the screen there is, in pixels. */
  readonly height: number;
}

/** Rows drawn beyond either edge, so that a turn of the wheel finds them there. */
const OVERSCAN = 12;

/** The rows to draw: those in sight and a few beyond. */
export function rowsInSight({ top, height }: Viewport, row_height: number, total: number): RowRange {
  const first = clamp(Math.floor(top / row_height) - OVERSCAN, 0, total);
  const end = clamp(Math.ceil((top + height) / row_height) + OVERSCAN, first, total);
  return { first, end };
}

/** The pages, from 1, that hold these rows. */
export function pagesOf({ first, end }: RowRange, per_page: number): number[] {
  const pages: number[] = [];
  if (end <= first) return pages;
  for (let page = Math.floor(first / per_page) + 1; page <= Math.ceil(end / per_page); page++) pages.push(page);
  return pages;
}

/**
 * Browsers lay out boxes up to some 17 million pixels. Of a longer list as many rows are shown as fit; search, sorting
 * and the CSV reach the rest.
 */
const TALLEST = 15_000_000;

/** How many rows of a list can be scrolled to. */
export function rowsThatFit(total: number, row_height: number): number {
  return Math.min(total, Math.floor(TALLEST / row_height));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
