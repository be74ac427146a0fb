import { EVENTS, isEventType, type EventType } from '@retention/domain/event';
import type { Fact } from '../fact.ts';

/** What an event of another tool seems to be; `feature` where the name itself says which feature was used. */
export interface TypeGuess {
  readonly type: EventType;
  readonly feature?: string;
}

/** Names that tools give on their own to the beginning of a visit. */
const SESSIONS = new Set([
  'session start',
  'session started',
  'start session',
  'app open',
  'app opened',
  'application opened',
  'ae session',
  'app foregrounded',
  'login',
  'logged in',
  'user logged in',
  'signed in',
  'sign in',
  'user signed in',
]);
/** Too many for a visit, and all there is where nothing better is sent. */
const VIEWS = new Set([
  'pageview',
  'page view',
  'page viewed',
  'viewed page',
  'screen',
  'screen view',
  'screen viewed',
]);

/**
 * Rules in the order in which they are tried: a name matches where each group has a word in it. A word ends with `*`
 * where its endings differ.
 */
const RULES: readonly { readonly type: EventType; readonly all: readonly string[]; readonly none?: string }[] = [
  {
    type: 'streak_broken',
    all: ['streak* стрик*', 'brok* break* lost lose loses reset* end ended сломан* сломал* прерван*'],
  },
  { type: 'streak_milestone_10', all: ['streak* стрик*', '10'] },
  { type: 'onboarding_completed', all: ['onboarding онбординг*', 'complet* finish* done заверш* пройд*'] },
  { type: 'first_goal_completed', all: ['first перв*', 'goal* цел*', 'complet* reach* achiev* done достиг* заверш*'] },
  { type: 'goal_progress_50', all: ['goal* цел*', '50 half halfway половин*'] },
  { type: 'personal_goal_added', all: ['goal* цел*', 'creat* add added adds adding new set созда* добав*'] },
  { type: 'custom_habit_created', all: ['habit* привычк*', 'creat* add added adds adding new созда* добав*'] },
  {
    type: 'habit_completed',
    all: ['habit* привычк*', 'complet* done check checked track* log logged mark marked выполн* отмеч*'],
  },
  {
    type: 'journal_entry',
    all: ['journal* diary дневник*', 'entr* creat* add added writ* wrot* sav* submit* complet* запис*'],
  },
  {
    type: 'ai_coach_message',
    all: ['coach* ai assistant* chatbot* коуч* ассистент*', 'message* sent send ask* prompt* wrote сообщен*'],
    none: 'receiv* repl* respon* answer* получ* ответ*',
  },
  {
    type: 'referral_sent',
    all: ['referral* refer invit* приглаш*', 'sent send shar* creat* invit* отправ*'],
    none: 'accept* receiv* redeem* used click* open* прин*',
  },
  {
    type: 'reminder_followed',
    all: ['reminder* notification* напомин*', 'follow* open* tap* click* complet* done открыт*'],
  },
  { type: 'feedback_negative', all: ['feedback rating review отзыв*', 'negativ* bad dislik* down негатив* плох*'] },
  { type: 'feature_used', all: ['feature* функци*', 'use used using usage open* view* использ*'] },
];

/** What speaks against every rule but that of features: the thing was looked at, or taken back. */
const AGAINST =
  'undo undone unmark* uncheck* uncomplet* delet* remov* archiv* fail* error* skip* miss* cancel* view* open* click* tap* start* visit* edit* remind* удал* отмен* пропу* просмотр*';

const FEATURE_WORDS: readonly (readonly [feature: string, words: string])[] = [
  ['journal', 'journal* diary дневник*'],
  ['habits', 'habit* привычк*'],
  ['goals', 'goal* цел*'],
  ['ai_chat', 'coach* ai chat коуч*'],
  ['planning', 'plan plans planner planning calendar план*'],
  ['ssp', 'ssp'],
];
const LOOKED_AT = 'open* view* visit* use used using usage screen открыт* просмотр*';

/** What one of their names seems to mean, or null. `viewsToo`: where nothing says better that somebody came. */
export function guessType(name: string, viewsToo: boolean): TypeGuess | null {
  const words = wordsOf(name);
  const plain = words.join(' ');
  const ours = words.join('_');
  if (isEventType(ours)) return { type: ours };
  if (SESSIONS.has(plain) || (viewsToo && VIEWS.has(plain))) return { type: 'session_start' };
  for (const { type, all, none } of RULES) {
    const against = type === 'reminder_followed' || type === 'feature_used' ? '' : AGAINST;
    if (all.every((group) => has(words, group)) && !has(words, none ?? '') && !has(words, against)) return { type };
  }
  if (!has(words, LOOKED_AT)) return null;
  const feature = FEATURE_WORDS.find(([, group]) => has(words, group))?.[0];
  return feature === undefined ? null : { type: 'feature_used', feature };
}

/** Whether the name is one by which a tool itself counts visits. */
export function beginsSession(name: string): boolean {
  const words = wordsOf(name);
  return words.join('_') === 'session_start' || SESSIONS.has(words.join(' '));
}

/** `[Amplitude] habitCompleted` → habit, completed. */
function wordsOf(name: string): string[] {
  const parted = name.replace(/^\[Amplitude\]/i, '').replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2');
  return parted.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
}

function has(words: readonly string[], group: string): boolean {
  const wanted = group === '' ? [] : group.split(' ');
  return wanted.some((word) =>
    word.endsWith('*') ? words.some((one) => one.startsWith(word.slice(0, -1))) : words.includes(word),
  );
}

/** Which of our keys a property of an event of that type is, by its name alone; null: none. */
export function guessKey(type: EventType, property: string): string | null {
  const plain = plainOf(property);
  return Object.keys(EVENTS[type].metadata).find((key) => plainOf(key) === plain) ?? null;
}

/** What the properties of a person may be called, the surest name first. */
const FACT_NAMES: readonly (readonly [fact: Fact, names: string])[] = [
  ['email', 'email emailaddress mail'],
  ['first_name', 'firstname givenname name'],
  [
    'joined_at',
    'joinedat datejoined registeredat registrationdate signupdate signedupat signupat createdat created usercreationtime',
  ],
  ['timezone', 'timezone tz timezoneid geoiptimezone'],
  ['locale', 'locale language lang browserlanguage'],
  ['telegram_chat_id', 'telegramchatid telegramid'],
  ['xp', 'xp'],
  ['subscription_plan', 'subscriptionplan plan'],
  ['subscription_status', 'subscriptionstatus'],
  ['trial_started_at', 'trialstartedat trialstart'],
  ['trial_ends_at', 'trialendsat trialend trialendat'],
  ['paid_since', 'paidsince'],
  ['renewals', 'renewals'],
];

/** Which fact a property of a person seems to be, and how sure its name is: 0 the surest. Null: none. */
export function guessFact(property: string): { readonly fact: Fact; readonly rank: number } | null {
  const plain = plainOf(property);
  for (const [fact, names] of FACT_NAMES) {
    const rank = names.split(' ').indexOf(plain);
    if (rank >= 0) return { fact, rank };
  }
  return null;
}

/** `$First Name` → firstname. */
function plainOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\d]/gu, '');
}
