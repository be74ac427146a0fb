import type { EventType } from '@retention/domain/event';
import type { ExportMapping } from './mapping.ts';
import type { ExportShape } from './shape.ts';
import type { FactSurvey, Survey } from './survey.ts';
import { beginsSession, guessKey, guessType } from './words.ts';
import { FACTS, type Fact } from '../fact.ts';

/** The mapping with which an export is looked at before there is one: whose rows they are, and nothing else. */
export function firstMapping(shape: ExportShape, timezone: string): ExportMapping {
  return {
    kind: shape.kind,
    timezone,
    until: null,
    user_id: shape.user_id,
    anonymous: 'left_out',
    types: {},
    metadata: {},
    people: {},
    values: {},
  };
}

/** What a survey makes of it, for the owner to correct: every name it found, the facts whose values made sense. */
export function guessMapping(shape: ExportShape, survey: Survey, timezone: string): ExportMapping {
  const viewsToo = !survey.names.some(({ name, of_users }) => of_users > 0 && beginsSession(name));
  const types: [string, EventType | null][] = [];
  const metadata: [string, Record<string, string>][] = [];
  for (const { name, properties } of survey.names) {
    const guess = guessType(name, viewsToo);
    types.push([name, guess?.type ?? null]);
    if (guess === null) continue;
    const keys = properties.flatMap((property): [string, string][] => {
      const key = guessKey(guess.type, property);
      return key === null ? [] : [[key, `${shape.properties}.${property}`]];
    });
    if (guess.feature !== undefined) keys.push(['feature', `=${guess.feature}`]);
    if (keys.length > 0) metadata.push([name, Object.fromEntries(keys)]);
  }
  return {
    ...firstMapping(shape, timezone),
    // What becomes something first: that is what an owner looks for.
    types: Object.fromEntries([...types.filter(([, type]) => type), ...types.filter(([, type]) => !type)]),
    metadata: Object.fromEntries(metadata),
    people: guessPeople(survey.facts),
  };
}

function guessPeople(facts: readonly FactSurvey[]): Partial<Record<Fact, string>> {
  const good = facts.filter((fact) => fact.good * 2 >= fact.sampled && fact.good > 0);
  const surest = good.toSorted((one, other) => one.rank - other.rank || other.rows - one.rows);
  const people = FACTS.flatMap((fact): [Fact, string][] => {
    const field = surest.find((found) => found.fact === fact)?.field;
    return field === undefined ? [] : [[fact, field]];
  });
  return Object.fromEntries(people);
}
