import { FACT_LIMITS, type Facts } from '@retention/domain/facts';
import { persist } from '../../file/persist.ts';
import { describeReached } from '../../file/progress.ts';
import { storeFacts } from '../../host/facts-store.ts';
import { createProgress } from '../../progress.ts';
import type { ExportFiles } from './files.ts';
import type { RowReader } from './row.ts';
import type { TakeTools } from './take.ts';

/** What was said last, of so many people: most rows of an export say the same as the one before. */
const REMEMBERED = 100_000;

/**
 * Takes what the rows say of people; of several the later one counts. It comes before the events: the zone of a person
 * decides on which day an event was. Answers of how many people something was said; a person who was met again after very
 * many others counts twice.
 */
export async function takePeople(files: ExportFiles, reader: RowReader, tools: TakeTools): Promise<number> {
  const { database, clock, config, personHash, signal, screen } = tools;
  const progress = createProgress(screen);
  const reading = files.open(signal);
  const remembered = new Map<string, string>();
  let gathered = new Map<string, Facts>();
  let people = 0;
  let rows = 0;

  async function store(): Promise<void> {
    const facts = [...gathered.values()];
    gathered = new Map();
    const patience = tools.patienceMs === undefined ? {} : { patienceMs: tools.patienceMs };
    await persist(
      facts.map((item) => ({ line: 0, input: '', item })),
      {
        store: async (items) => {
          await storeFacts(database, items, { now: clock.now(), zone: config.timezone, personHash });
          return { stored: items.length, known: 0 };
        },
        refuse: ({ item }, reason) => progress.say(`User ${item.user_id}: ${reason}`),
        say: progress.say,
        signal,
        ...patience,
      },
    );
  }

  try {
    for await (const block of reading.blocks()) {
      for (const { values } of block) {
        rows++;
        const facts = values === null ? null : reader.facts(values, clock.now());
        if (facts === null) continue;
        const said = JSON.stringify(facts.said);
        const before = remembered.get(facts.user_id);
        if (before === said) continue;
        if (before === undefined) people++;
        if (remembered.size >= REMEMBERED) remembered.clear();
        remembered.set(facts.user_id, said);
        const earlier = gathered.get(facts.user_id);
        gathered.set(facts.user_id, { ...facts, said: { ...earlier?.said, ...facts.said } });
        if (gathered.size >= FACT_LIMITS.batch) await store();
      }
      if (signal.aborted) break;
      progress.show((seconds) =>
        describeReached({ rows, refused: 0, bytes: reading.read(), total: files.total }, seconds),
      );
    }
    await store();
  } finally {
    progress.end();
  }
  return people;
}
