import { formatInstant, type Instant } from '@retention/domain/day';
import { EVENT_TYPES } from '@retention/domain/event';
import { count } from '../../progress.ts';
import type { ExportFiles } from './files.ts';
import type { ExportMapping } from './mapping.ts';
import { LEFT_OUT, type RowReader } from './row.ts';
import type { ExportShape } from './shape.ts';
import { MOST_NAMES, MOST_OF_ALL, MOST_PEOPLE, type NameSurvey, type Survey } from './survey.ts';
import { FACTS } from '../fact.ts';
import type { Preview, PreviewExamples, PreviewSource } from '../preview.ts';

const EXAMPLES = 10;

/** What would be taken of an export as the mapping stands. */
export function previewExport(
  found: { readonly files: ExportFiles; readonly shape: ExportShape; readonly survey: Survey },
  mapping: ExportMapping,
  reader: RowReader,
  now: Instant,
): Preview {
  const { files, shape, survey } = found;
  const { taken, others } = parted(survey, mapping);
  const sources = taken.map(({ name, rows, of_users, usable, first, last }): PreviewSource => {
    const left_out = [
      { reason: LEFT_OUT.nobody, rows: rows - of_users },
      { reason: 'refused, as their time or id cannot be used', rows: of_users - usable },
    ];
    return {
      name: 'events',
      what: mapping.types[name] ?? '',
      from: name,
      rows: usable,
      left_out: left_out.filter((reason) => reason.rows > 0),
      first: first === null ? null : formatInstant(first),
      last: last === null ? null : formatInstant(last),
    };
  });
  if (Object.keys(mapping.people).length > 0) sources.unshift(peopleSource(files, survey));
  const examples = [
    { of: 'events', rows: exampleEvents(taken, reader, now) },
    { of: 'people', rows: examplePeople(survey, reader, now) },
  ];
  return {
    sources,
    examples: examples.filter(({ rows }) => rows.length > 0),
    notes: notesOf(shape, survey, mapping, { taken, others }),
  };
}

function peopleSource(files: ExportFiles, { told }: Survey): PreviewSource {
  return { name: 'people', what: 'people', from: files.name, rows: told, left_out: [], first: null, last: null };
}

/** The names of which something is taken, and the others. */
function parted(survey: Survey, mapping: ExportMapping): Record<'taken' | 'others', readonly NameSurvey[]> {
  const { true: taken = [], false: others = [] } = Object.groupBy(survey.names, ({ name }) =>
    Object.hasOwn(mapping.types, name) && mapping.types[name] !== null ? 'true' : 'false',
  );
  return { taken, others };
}

/** One of each event before a second of any. */
function exampleEvents(names: readonly NameSurvey[], reader: RowReader, now: Instant): PreviewExamples['rows'] {
  const rows: PreviewExamples['rows'][number][] = [];
  for (let round = 0; names.some(({ examples }) => examples.length > round); round++) {
    for (const { examples } of names) {
      const example = examples[round];
      const event = example === undefined ? '' : reader.event(example, now);
      if (typeof event === 'string' || 'left_out' in event || rows.length >= EXAMPLES) continue;
      const { type, occurred_at, metadata_json } = event.event;
      rows.push({ user_id: event.user_id, timestamp: formatInstant(occurred_at), type, metadata: metadata_json });
    }
  }
  return rows;
}

function examplePeople(survey: Survey, reader: RowReader, now: Instant): PreviewExamples['rows'] {
  const people = new Map<string, PreviewExamples['rows'][number]>();
  for (const example of survey.names.flatMap(({ examples }) => examples)) {
    const facts = reader.facts(example, now);
    if (facts === null || people.has(facts.user_id)) continue;
    const said = FACTS.flatMap((fact): [string, string | number | null][] => {
      const value = facts.said[fact];
      if (value === undefined) return [];
      const instant = typeof value === 'number' && fact !== 'xp' && fact !== 'renewals';
      return [[fact, instant ? formatInstant(value) : value]];
    });
    people.set(facts.user_id, { user_id: facts.user_id, ...Object.fromEntries(said) });
    if (people.size >= EXAMPLES) break;
  }
  return [...people.values()];
}

/** More than a person reads at once. */
const MOST_LISTED = 12;

function notesOf(
  shape: ExportShape,
  survey: Survey,
  mapping: ExportMapping,
  { taken, others }: ReturnType<typeof parted>,
): readonly string[] {
  const notes: string[] = [];
  const sum = (names: readonly NameSurvey[], of: 'rows' | 'of_users'): number =>
    names.reduce((total, name) => total + name[of], 0);
  const rows = sum(survey.names, 'rows');
  const of_users = sum(survey.names, 'of_users');
  const fields = mapping.user_id.map((field) => `${field} (${count(survey.user_fields.get(field) ?? 0)} rows)`);
  notes.push(`A user of yours is named by ${fields.join(', then ')}: "user_id" of the mapping says so.`);
  if (rows > 0 && of_users === 0) {
    notes.push('Not one row names a user of yours: name the field with the id your app knows in "user_id".');
  } else if (rows > of_users) {
    const share = Math.round(((rows - of_users) / rows) * 100);
    notes.push(`Of people who had not signed in, and so left out: ${count(rows - of_users)} rows (${share} %).`);
  }
  const meant = others.filter(({ name }) => Object.hasOwn(mapping.types, name));
  const unnamed = others.filter(({ name }) => !Object.hasOwn(mapping.types, name));
  if (meant.length > 0) {
    notes.push(
      `Left out by the mapping, ${count(sum(meant, 'rows'))} rows: ${listed(meant)}. "types" makes them one of ${EVENT_TYPES.join(', ')}.`,
    );
  }
  if (unnamed.length > 0) {
    notes.push(
      `Not named in the mapping and left out, ${count(sum(unnamed, 'rows'))} rows: ${listed(unnamed)}. Add them to "types".`,
    );
  }
  if (survey.beyond > 0) {
    notes.push(`Of further events, only the first ${MOST_NAMES} names being told apart: ${count(survey.beyond)} rows.`);
  }
  if (survey.unreadable > 0) {
    notes.push(`Not readable, and so refused, each with its reason: ${count(survey.unreadable)} rows.`);
  }
  if (taken.length > 0) {
    const people = taken.slice(0, MOST_LISTED).map((name) => `${shown(name.name)} ${upTo(name.people, MOST_PEOPLE)}`);
    notes.push(`Different people: ${upTo(survey.people, MOST_OF_ALL)} in all; ${people.join(', ')}.`);
  }
  const facts = Object.entries(mapping.people).map(([fact, field]) => `${fact} from ${field}`);
  if (facts.length > 0) notes.push(`Of people is taken: ${facts.join(', ')}. "people" of the mapping says so.`);
  notes.push(zoneNote(shape, survey, mapping));
  if (mapping.until !== null) {
    notes.push(`Rows later than ${mapping.until} are left to the app; the counts above still hold them.`);
  } else {
    notes.push(
      'Where your app sends events itself already, say since when in "until": each would count twice otherwise.',
    );
  }
  return notes;
}

/** Mixpanel alone counts on a wall clock, and says so by when it took the rows. */
function zoneNote(shape: ExportShape, survey: Survey, { timezone }: ExportMapping): string {
  if (!shape.wall) return `Times without a zone are read in ${timezone}.`;
  const behind = survey.behind_minutes;
  const note = `Times are read in ${timezone}. Projects of ${shape.title} made before 2023 export the time of their own zone: `;
  if (behind === null || Math.abs(behind) < 15 || Math.abs(behind) > 15 * 60) {
    return `${note}name it with --timezone where yours is one.`;
  }
  const hours = (Math.round(Math.abs(behind) / 15) / 4).toLocaleString('en');
  return `${note}these lie ${hours} h ${behind > 0 ? 'behind' : 'ahead of'} the moments at which they were taken in, so yours seems to be one. Name its zone with --timezone.`;
}

function listed(names: readonly NameSurvey[]): string {
  const first = names.slice(0, MOST_LISTED).map(({ name, rows }) => `${shown(name)} (${count(rows)})`);
  const more = names.length - first.length;
  return more > 0 ? `${first.join(', ')} and ${more} more` : first.join(', ');
}

/** Control characters would write over the line. */
function shown(name: string): string {
  const printable = name.replace(/\p{C}/gu, '\ufffd');
  return printable.length > 40 ? `${printable.slice(0, 40)}…` : printable;
}

function upTo(number: number, most: number): string {
  return number >= most ? `${count(most)} or more` : count(number);
}
