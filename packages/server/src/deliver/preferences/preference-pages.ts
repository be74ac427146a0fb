import { CHANNEL_NAMES } from '@retention/domain/channel';
import { TRIGGER_TYPES } from '@retention/domain/trigger';
import { LOCALES, textLocale, type Locale } from '@retention/domain/user';
import type { LinkMaker } from '../links.ts';
import { PAGE_POLICY } from './page-frame.ts';
import {
  damagedPage,
  failedPage,
  preferencesPage,
  subscribedAgainPage,
  unsubscribedPage,
  unsubscribePage,
} from './preference-page.ts';
import { changePreferences, readPreferences, type PreferenceChange, type PreferenceDeps } from './preferences.ts';

export interface PreferencePageDeps extends PreferenceDeps {
  readonly links: LinkMaker;
  /** Who writes to people, as the sender of an e-mail says it. */
  readonly brand: string;
  /** Whether somebody was erased: their links lead nowhere any more. Left out: nobody was. */
  readonly isErased?: (user_id: string) => Promise<boolean>;
}

/** What a browser asks with: the token of the link, and which language it would like. */
export interface Asked {
  readonly token: string;
  /** What the person has chosen on the page; null: nothing. */
  readonly lang: string | null;
  readonly accept_language: string | null;
}

export interface Page {
  readonly status: 200 | 404;
  readonly html: string;
}

const NOTHING: PreferenceChange = { channels_on: [], channels_off: [], types_on: [], types_off: [] };

/** The pages behind the links of messages. Showing changes nothing; only a POST does, and twice is the same as once. */
export function createPreferencePages(deps: PreferencePageDeps) {
  const { links, brand } = deps;

  function damaged(asked: Asked): Page {
    return { status: 404, html: damagedPage({ brand, locale: localeOf(asked) }) };
  }

  async function preferences(asked: Asked, change: PreferenceChange | null): Promise<Page> {
    const token = links.readPreferences(asked.token);
    if (token === null || (await deps.isErased?.(token.user_id)) === true) return damaged(asked);
    if (change !== null) await changePreferences(deps, token.user_id, change);
    const known = await readPreferences(deps, token.user_id);
    const html = preferencesPage(known, change !== null, { brand, locale: localeOf(asked, known.locale) });
    return { status: 200, html };
  }

  async function unsubscribe(asked: Asked, wanted: 'ask' | 'off' | 'on'): Promise<Page> {
    const token = links.readUnsubscribe(asked.token);
    if (token === null || (await deps.isErased?.(token.user_id)) === true) return damaged(asked);
    const { user_id, channel } = token;
    if (wanted === 'off') await changePreferences(deps, user_id, { ...NOTHING, channels_off: [channel] });
    if (wanted === 'on') await changePreferences(deps, user_id, { ...NOTHING, channels_on: [channel] });
    const known = await readPreferences(deps, user_id);
    const off = known.channels_off.includes(channel);
    const page = off ? unsubscribedPage : wanted === 'ask' ? unsubscribePage : subscribedAgainPage;
    const html = page(channel, links.preferencesToken(user_id), { brand, locale: localeOf(asked, known.locale) });
    return { status: 200, html };
  }

  return {
    contentSecurityPolicy: PAGE_POLICY,
    /** GET /p/<token> */
    preferences: (asked: Asked) => preferences(asked, null),
    /** POST /p/<token> */
    savePreferences: (asked: Asked, form: URLSearchParams) => preferences(asked, changeOf(form)),
    /** GET /u/<token> */
    unsubscribe: (asked: Asked) => unsubscribe(asked, 'ask'),
    /** POST /u/<token>: whatever it says beyond taking it back, also `List-Unsubscribe=One-Click` (RFC 8058). */
    doUnsubscribe: (asked: Asked, form: URLSearchParams) =>
      unsubscribe(asked, form.get('again') === 'on' ? 'on' : 'off'),
    /** Where it went wrong on our side. */
    failure: (asked: Asked) => failedPage({ brand, locale: localeOf(asked) }),
  };
}

/** What was shown and is ticked is on, what was shown and is not ticked is off, what was not shown stays. */
function changeOf(form: URLSearchParams): PreferenceChange {
  const chosen = <Name extends string>(field: string, names: readonly Name[]) => {
    const [shown, ticked] = [form.getAll(`shown_${field}`), form.getAll(field)];
    const known = names.filter((name) => shown.includes(name));
    return {
      on: known.filter((name) => ticked.includes(name)),
      off: known.filter((name) => !ticked.includes(name)),
    };
  };
  const channels = chosen('channel', CHANNEL_NAMES);
  const types = chosen('type', TRIGGER_TYPES);
  return { channels_on: channels.on, channels_off: channels.off, types_on: types.on, types_off: types.off };
}

/** What the person has chosen here, else their own language, else that of their browser. */
function localeOf({ lang, accept_language }: Asked, own?: Locale): Locale {
  return LOCALES.find((locale) => locale === lang) ?? own ?? textLocale(accept_language);
}
