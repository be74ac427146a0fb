import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, test, vi } from 'vitest';
import { shallowReactive } from 'vue';
import type { Goal, State } from '../../host-api.ts';

const track = vi.fn<(type: string, metadata: unknown) => void>();
vi.mock('@retention/vue', () => ({ useAnalyticsStore: () => ({ track }) }));

/** The backend: what a change makes of the state, or null where it refuses. */
let backend: (name: string, request: Record<string, unknown>) => Partial<State> | null;
const app = shallowReactive({
  state: null as State | null,
  change: (name: string, request: Record<string, unknown>): Promise<boolean> => {
    const changed = backend(name, request);
    if (app.state !== null && changed !== null) app.state = { ...app.state, ...changed };
    return Promise.resolve(changed !== null);
  },
});
vi.mock('./app.ts', () => ({ useAppStore: () => app }));

const { useGoalsStore } = await import('./goals.ts');
const { useJournalStore } = await import('./journal.ts');

const goal = (id: number, progress: number): Goal => ({
  id,
  title: `goal ${id}`,
  sphere: 'health',
  progress,
  created_at: '2024-06-01T09:00:00Z',
  completed_at: progress === 100 ? '2024-06-10T09:00:00Z' : null,
});

beforeEach(() => {
  setActivePinia(createPinia());
  track.mockClear();
  app.state = { goals: [goal(1, 45)], journal: [], achievements: [] } as unknown as State;
  backend = () => null;
});

/** A backend that takes every progress. */
function takesProgress(_name: string, { goal_id, progress }: Record<string, unknown>): Partial<State> {
  return { goals: (app.state?.goals ?? []).map((one) => (one.id === goal_id ? goal(one.id, Number(progress)) : one)) };
}

test('nothing is tracked that the backend refuses', async () => {
  expect(await useGoalsStore().create('run', 'health')).toBe(false);
  expect(await useGoalsStore().move(1, 100)).toBeNull();
  expect(await useJournalStore().write('a day', 'calm')).toBe(false);
  expect(track).not.toHaveBeenCalled();
});

test('a goal and an entry are tracked with the id that the backend has given them', async () => {
  backend = () => ({ goals: [goal(1, 45), goal(7, 0)] });
  await useGoalsStore().create('run', 'health');
  backend = () => ({ journal: [{ id: 8, text: 'a day', mood: 'calm', created_at: '2024-06-10T09:00:00Z' }] });
  await useJournalStore().write('a day', 'calm');
  expect(track.mock.calls).toEqual([
    ['personal_goal_added', { goal_id: 7, sphere: 'health' }],
    ['journal_entry', { entry_id: 8 }],
  ]);
});

test('two steps in a hurry cross the half once', async () => {
  backend = takesProgress;
  const goals = useGoalsStore();
  expect(await Promise.all([goals.move(1, 50), goals.move(1, 55)])).toEqual(['half', null]);
  expect(track.mock.calls).toEqual([['goal_progress_50', { goal_id: 1, progress: 50 }]]);
});

test('a goal that is reached in one stride tells both', async () => {
  backend = takesProgress;
  expect(await useGoalsStore().move(1, 100)).toBe('reached');
  expect(track.mock.calls).toEqual([
    ['goal_progress_50', { goal_id: 1, progress: 100 }],
    ['first_goal_completed', { goal_id: 1 }],
  ]);
});
