import { useAnalyticsStore, useRetentionStore, type Celebration } from '@retention/vue';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { ACHIEVEMENTS } from '../../achievements.ts';
import type { Changed, HostApi, HostCallName, Session, State } from '../../host-api.ts';
import { ask, type Reply } from '../api/ask.ts';
import { locale, say } from '../text/language.ts';
import { remember, remembered } from '../text/memory.ts';
import { WORDS } from '../text/words.ts';
import { beginsVisit } from '../visit/visit.ts';
import { useToastStore } from './toast.ts';

/** The calls that change something; they all answer with the whole state. */
export type ChangeName = {
  [Name in HostCallName]: HostApi[Name]['response'] extends Changed ? Name : never;
}[HostCallName];

/** Who is here and everything that is theirs. The other stores are views of `state`, and words for what can be done. */
export const useAppStore = defineStore('app', () => {
  const toasts = useToastStore();
  const analytics = useAnalyticsStore();
  // Loads the person's profile by itself as soon as `start` has said who is here.
  const retention = useRetentionStore();

  const state = shallowRef<State | null>(null);
  /** `nobody`: the welcome is shown. `unreachable`: it is not known who is here. */
  const phase = ref<'starting' | 'nobody' | 'unreachable' | 'here'>('starting');
  /** Whether somebody has registered just now and is still being welcomed. */
  const welcoming = ref(false);
  const session = computed(() => state.value?.session ?? null);

  /** Finds out who is here. */
  async function start(): Promise<void> {
    phase.value = 'starting';
    const reply = await ask('session/get', {});
    if (reply.outcome !== 'answered') phase.value = 'unreachable';
    else if (reply.body.session === null) phase.value = 'nobody';
    else await enter(reply.body.session);
  }

  async function login(request: HostApi['session/create']['request']): Promise<void> {
    const reply = await ask('session/create', request);
    if (reply.outcome !== 'answered') return fail(reply);
    welcoming.value = request.as === 'new';
    await enter(reply.body.session);
  }

  /** The one place where the retention system learns who is here. */
  async function enter({ user_id }: Session): Promise<void> {
    const reply = await ask('state/get', {});
    if (reply.outcome !== 'answered') {
      phase.value = 'unreachable';
      return;
    }
    analytics.start({ user_id, token: signedToken });
    show(reply.body.state);
    phase.value = 'here';
  }

  function endWelcome(): void {
    welcoming.value = false;
  }

  /** What is left to send leaves first: without a session there is no token for it. */
  async function logout(): Promise<void> {
    const left = session.value;
    await analytics.stop();
    const reply = await ask('session/delete', {});
    if (reply.outcome === 'answered') return leave();
    // The session still stands: a page that looks left would open again for whoever comes next.
    if (left !== null) analytics.start({ user_id: left.user_id, token: signedToken });
    fail(reply);
  }

  async function leave(): Promise<void> {
    phase.value = 'nobody';
    welcoming.value = false;
    state.value = null;
    toasts.clear();
    await analytics.stop();
  }

  /** Looks again, when somebody comes back to the page: it may be another day. */
  async function refresh(): Promise<void> {
    if (phase.value !== 'here') return;
    const reply = await ask('state/get', {});
    if (reply.outcome === 'answered') show(reply.body.state);
    else if (reply.outcome === 'refused' && reply.status === 401) await leave();
  }

  /** Changes something and shows what it brought. A refusal is for the caller to tell. */
  async function attempt<Name extends ChangeName>(
    name: Name,
    request: HostApi[Name]['request'],
  ): Promise<Reply<Changed>> {
    const reply: Reply<Changed> = await ask(name, request, state.value?.session.user_id);
    if (reply.outcome === 'answered') {
      show(reply.body.state);
      showEarned(reply.body.earned);
    } else if (reply.outcome === 'refused' && reply.status === 401) await leave();
    return reply;
  }

  /** The same, where a refusal is told as a toast; whether it was done. */
  async function change<Name extends ChangeName>(name: Name, request: HostApi[Name]['request']): Promise<boolean> {
    const reply = await attempt(name, request);
    if (reply.outcome === 'answered') return true;
    fail(reply);
    return false;
  }

  function show(next: State): void {
    const { user_id, locale: language } = next.session;
    // In another tab somebody else has come in: nothing of one person is shown, or counted, as another's.
    if (analytics.user_id !== null && analytics.user_id !== String(user_id)) {
      void analytics.stop();
      location.reload();
      return;
    }
    state.value = next;
    locale.value = language;
    const key = `visit.${user_id}`;
    if (beginsVisit(remembered(key), next.now)) analytics.track('session_start');
    remember(key, next.now);
  }

  function showEarned({ xp, achievements }: Changed['earned']): void {
    if (xp > 0) toasts.show({ kind: 'xp', text: `+${xp} XP` });
    for (const { id, title, icon } of ACHIEVEMENTS) {
      if (achievements.includes(id)) toasts.show({ kind: 'xp', icon, text: say(title), detail: say(ACHIEVEMENT) });
    }
  }

  // As soon as it is known: the widget that shows it forgets it then.
  watch(
    () => retention.celebrated,
    (milestone) => {
      const before = state.value;
      if (milestone !== null) void showBonus(milestone, before);
    },
    { flush: 'sync' },
  );

  /** The retention system awards a milestone, and tells the backend of it by a webhook: a look after that shows the XP. */
  async function showBonus({ title, xp }: Celebration, before: State | null): Promise<void> {
    for (const wait_ms of BONUS_LOOKS_MS) {
      await new Promise((resolve) => setTimeout(resolve, wait_ms));
      await refresh();
      const now = state.value;
      if (before === null || before.session.user_id !== now?.session.user_id) return;
      if (now.xp.total - before.xp.total < xp) continue;
      toasts.show({ kind: 'xp', text: `+${xp} XP`, detail: title });
      return;
    }
  }

  function fail(reply: Exclude<Reply<unknown>, { outcome: 'answered' }>): void {
    toasts.trouble(reply.outcome === 'refused' ? reply.message : say(WORDS.no_answer));
  }

  return { state, phase, welcoming, session, start, login, endWelcome, logout, refresh, attempt, change };
});

/** The client keeps it, and asks again when it is no longer good. */
async function signedToken(): Promise<string> {
  const reply = await ask('session/token', {});
  if (reply.outcome === 'answered') return reply.body.token;
  throw new Error('The backend gave no token.');
}

/** Whoever has done something is judged within ten seconds, looked at in five more, and the webhook comes in one: mostly sooner. */
const BONUS_LOOKS_MS = [4_000, 6_000, 10_000];
const ACHIEVEMENT = { ru: 'Новое достижение', en: 'New achievement' };
