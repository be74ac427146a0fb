import { AMPLITUDE } from './amplitude.ts';
import type { Fields } from './field.ts';
import { MIXPANEL } from './mixpanel.ts';
import { POSTHOG } from './posthog.ts';
import type { ExportKind, ExportShape } from './shape.ts';

export const EXPORT_SHAPES: { readonly [Kind in ExportKind]: ExportShape } = {
  posthog: POSTHOG,
  amplitude: AMPLITUDE,
  mixpanel: MIXPANEL,
};

/** Null where the row is an event of this tool, else what the file seems to be and what would be right. */
export function misfit(shape: ExportShape, row: Fields): string | null {
  if (shape.recognises(shape.normal(row))) return null;
  const found = Object.values(EXPORT_SHAPES).find((other) => other.recognises(other.normal(row)));
  const wanted = `What is read here is ${shape.wanted}`;
  if (found !== undefined) return `It looks like an export of ${found.title}: retention connect ${found.kind} FILE`;
  if ('$distinct_id' in row && '$properties' in row) return `It holds profiles of Mixpanel, not events. ${wanted}`;
  if ('person_id' in row && 'properties' in row && !('event' in row)) {
    return `It holds persons of PostHog, not events. ${wanted}`;
  }
  if ('user_id' in row && 'type' in row && 'timestamp' in row) {
    return 'It has the columns of our own imports: retention import events FILE';
  }
  const keys = Object.keys(row)
    .slice(0, 8)
    .map((key) => key.replace(/\p{C}/gu, '\ufffd').slice(0, 40));
  const missing = [shape.name, shape.time].join(' and ');
  return `It is no export of ${shape.title}: ${missing} are missing, and there are ${keys.join(', ')}. ${wanted}`;
}
