import { ref, shallowRef } from 'vue';
import { ask, type Request, type Response } from '../../api/api.ts';
import type { Failure } from '../../api/failure.ts';
import { say } from '../../text/language.ts';
import { tell } from '../../ui/undo.ts';
import { MODES, WORDS } from '../words.ts';

type Setting = Request<'trigger_setting'>;
export type Switch = Setting['type'];
type Mode = NonNullable<Setting['mode']>;

/** What is to be switched, and how it stands before. */
export interface Switched {
  readonly type: Switch;
  readonly label: string;
  readonly mode: Mode;
}

/** All that can be switched: the types, and the XP of milestones. */
export function switchesOf(answer: Response<'trigger_types'>, xp_label: string): Switched[] {
  const { types, milestone_xp } = answer;
  return [
    ...types.map(({ type, label, mode }) => ({ type, label, mode })),
    { type: 'milestone_xp', label: xp_label, mode: milestone_xp.mode },
  ];
}

/** Switches one or many at one press; the notice takes it back with another, each to what it was. */
export function useSwitching(reload: () => Promise<void>) {
  /** What is under way. */
  const busy = ref<readonly Switch[]>([]);
  const failure = shallowRef<Failure | null>(null);

  async function put(all: readonly Pick<Switched, 'type' | 'mode'>[]): Promise<boolean> {
    const under_way = all.map(({ type }) => type);
    busy.value = [...busy.value, ...under_way];
    failure.value = null;
    let failed: Failure | null = null;
    for (const { type, mode } of all) {
      const answer = await ask('trigger_setting', { type, mode });
      if (answer.outcome === 'answered') continue;
      failed = answer;
      break;
    }
    await reload();
    busy.value = busy.value.filter((type) => !under_way.includes(type));
    failure.value = failed;
    return failed === null;
  }

  async function switchTo(mode: Mode, before: readonly Switched[]): Promise<void> {
    if (before.some(({ type }) => busy.value.includes(type))) return;
    if (!(await put(before.map(({ type }) => ({ type, mode }))))) return;
    const [only] = before;
    const text =
      before.length === 1 && only !== undefined ? `${only.label}: ${say(MODES[mode].done)}.` : say(ALL[mode]);
    tell(text, () => void takeBack(before));
  }

  async function takeBack(before: readonly Switched[]): Promise<void> {
    if (await put(before)) tell(`${say(WORDS.undone)}.`);
  }

  return { busy, failure, switchTo };
}

const ALL = {
  live: { ru: 'Всё включено: сообщения отправляются.', en: 'Everything is on: messages are sent.' },
  shadow: { ru: 'Всё в тени: ничего не уходит.', en: 'Everything is in shadow: nothing leaves.' },
  off: { ru: 'Всё выключено.', en: 'Everything is off.' },
} as const;
