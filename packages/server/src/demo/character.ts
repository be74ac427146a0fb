/**
 * What kinds of people register, and how each behaves. All chances are 0–1, all times days. The shares are such that the
 * whole comes near to what the owner's plan expects: D1 45 %, D7 23 %, D30 12 %, trial 8 %, paid 4 %.
 */
export interface Character {
  /** How many of those who come by themselves are like this; all together 1. */
  readonly share: number;
  /** The same of those a campaign brought, who are more curious than in need. */
  readonly campaign_share: number;
  /** The chance to be active on a day: at first, … */
  readonly at_first: number;
  /** … and later, once the novelty has worn off. */
  readonly later: number;
  /** The day from which on it wears off, and how long that takes. */
  readonly fades_from: number;
  readonly fades_in: number;
  /** They stay at least so long, and on average so much longer. */
  readonly stays: readonly [least: number, longer: number];
  /** Breaks: how much time between them on average, and how long they are; null: none. */
  readonly breaks: { readonly every: number; readonly from: number; readonly to: number } | null;
  /** The chance to look in again, for some days, weeks after leaving. */
  readonly comes_back: number;
  /** How many of the six features they care for. */
  readonly features: readonly [least: number, most: number];
  /** Sessions on an active day, on average; at least one. */
  readonly sessions: number;
  /** Features used in a session, on average; at least one. */
  readonly uses: number;
  /** The chance to try a paid plan, of those to pay, and of those who pay to pay for one month more. */
  readonly tries: number;
  readonly pays: number;
  readonly renews: number;
}

export const CHARACTERS = {
  passer_by: {
    share: 0.39,
    campaign_share: 0.49,
    at_first: 0.2,
    later: 0.02,
    fades_from: 1,
    fades_in: 0.8,
    stays: [0, 4],
    breaks: null,
    comes_back: 0.03,
    features: [1, 2],
    sessions: 1.1,
    uses: 1.1,
    tries: 0.004,
    pays: 0.05,
    renews: 0.4,
  },
  test_driver: {
    share: 0.14,
    campaign_share: 0.18,
    at_first: 0.88,
    later: 0.1,
    fades_from: 5,
    fades_in: 1.2,
    stays: [6, 26],
    breaks: null,
    comes_back: 0.08,
    features: [3, 5],
    sessions: 1.5,
    uses: 1.8,
    tries: 0.088,
    pays: 0.16,
    renews: 0.5,
  },
  quiet: {
    share: 0.25,
    campaign_share: 0.2,
    at_first: 0.3,
    later: 0.17,
    fades_from: 4,
    fades_in: 8,
    stays: [1, 45],
    breaks: { every: 60, from: 8, to: 18 },
    comes_back: 0.08,
    features: [1, 2],
    sessions: 1.1,
    uses: 1.2,
    tries: 0.05,
    pays: 0.34,
    renews: 0.62,
  },
  regular: {
    share: 0.08,
    campaign_share: 0.05,
    at_first: 0.76,
    later: 0.48,
    fades_from: 5,
    fades_in: 12,
    stays: [8, 130],
    breaks: { every: 75, from: 6, to: 16 },
    comes_back: 0.12,
    features: [3, 4],
    sessions: 1.4,
    uses: 1.6,
    tries: 0.22,
    pays: 0.56,
    renews: 0.72,
  },
  enthusiast: {
    share: 0.08,
    campaign_share: 0.04,
    at_first: 0.94,
    later: 0.86,
    fades_from: 14,
    fades_in: 60,
    stays: [20, 260],
    breaks: { every: 160, from: 5, to: 12 },
    comes_back: 0.2,
    features: [5, 6],
    sessions: 1.9,
    uses: 2.1,
    tries: 0.41,
    pays: 0.72,
    renews: 0.84,
  },
  returner: {
    share: 0.06,
    campaign_share: 0.04,
    at_first: 0.6,
    later: 0.55,
    fades_from: 5,
    fades_in: 10,
    stays: [20, 150],
    breaks: { every: 9, from: 9, to: 30 },
    comes_back: 0.2,
    features: [2, 4],
    sessions: 1.3,
    uses: 1.5,
    tries: 0.11,
    pays: 0.4,
    renews: 0.6,
  },
} as const satisfies Record<string, Character>;

export type CharacterName = keyof typeof CHARACTERS;
export const CHARACTER_NAMES = [
  'passer_by',
  'test_driver',
  'quiet',
  'regular',
  'enthusiast',
  'returner',
] as const satisfies readonly CharacterName[];
