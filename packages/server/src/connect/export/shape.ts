import type { Fields } from './field.ts';

export const EXPORT_KINDS = ['posthog', 'amplitude', 'mixpanel'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

/** How a tool writes its events down. Fields are named by their path in a row. */
export interface ExportShape {
  readonly kind: ExportKind;
  readonly title: string;
  /** What to ask the tool for. */
  readonly wanted: string;
  readonly name: string;
  readonly time: string;
  /** Fields that identify the event, the best first. */
  readonly ids: readonly string[];
  /** Fields that may name the person as the host does; the first that says something counts. */
  readonly user_id: readonly string[];
  /** Where the properties of the event lie. */
  readonly properties: string;
  /** Where properties of the person lie (an empty text: beside the event's own fields), and which of them count. */
  readonly people: readonly { readonly under: string; readonly only?: RegExp }[];
  /** Whether its numbers of seconds are those of the project's wall clock, not of UTC. */
  readonly wall: boolean;
  /** When the tool itself took the row, in UTC, in milliseconds since 1970: tells the zone of a wall clock. */
  readonly processed: string | null;
  /** The row with everything at its place, however it was written. */
  normal(row: Fields): Fields;
  /** Whether the row is an event of this tool. */
  recognises(row: Fields): boolean;
  /** Whether the id is one the tool made up for somebody who had not signed in. */
  anonymous(row: Fields, user_id: unknown): boolean;
}
