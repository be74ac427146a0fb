import { createHmac, timingSafeEqual } from 'node:crypto';
import { CHANNEL_NAMES, type Channel } from '@retention/domain/channel';
import { MESSAGES } from '@retention/domain/message';
import type { TriggerType } from '@retention/domain/trigger';
import { readUserId } from '@retention/domain/user';
import type { Links } from './carrier.ts';

/** Paths of the pages that need no login; a token follows. */
export const PREFERENCES_PATH = '/p/';
export const UNSUBSCRIBE_PATH = '/u/';

export interface LinkConfig {
  /** Where people reach this server, like `https://retention.example.com`. */
  readonly publicUrl: string;
  /** Where the app is; null: where this server is. */
  readonly appUrl: string | null;
  /** What signs the links. */
  readonly linkSecret: string;
}

/** What a message is about, and whose it is. */
export interface Linked {
  readonly user_id: string;
  readonly channel: Channel;
  readonly type: TriggerType;
  readonly trigger_id: number;
}

/** Whom a link lets change what. */
export interface PreferencesToken {
  readonly user_id: string;
}
export interface UnsubscribeToken {
  readonly user_id: string;
  readonly channel: Channel;
}

export interface LinkMaker {
  linksOf(linked: Linked): Links;
  preferencesToken(user_id: string): string;
  unsubscribeToken(user_id: string, channel: Channel): string;
  /** Null where we have not signed it, or for something else. */
  readPreferences(token: string): PreferencesToken | null;
  readUnsubscribe(token: string): UnsubscribeToken | null;
}

/**
 * Links that prove who they were sent to. A token is `<base64url of "channel NUL user_id">.<HMAC-SHA256>`, where the
 * preferences have the channel ''. It never expires: also a mail found years later must be able to unsubscribe.
 */
export function createLinks({ publicUrl, appUrl, linkSecret }: LinkConfig): LinkMaker {
  const root = publicUrl.replace(/\/+$/, '');

  function sign(purpose: string, payload: string): string {
    return createHmac('sha256', linkSecret).update(`link ${purpose} ${payload}`).digest('base64url');
  }

  function tokenOf(purpose: string, channel: Channel | '', user_id: string): string {
    const payload = Buffer.from(`${channel}\0${user_id}`).toString('base64url');
    return `${payload}.${sign(purpose, payload)}`;
  }

  function read(purpose: string, token: string): { readonly channel: string; readonly user_id: string } | null {
    const [payload = '', mac = '', ...more] = token.split('.');
    if (payload === '' || more.length > 0 || !isSame(mac, sign(purpose, payload))) return null;
    const [channel = '', id] = Buffer.from(payload, 'base64url').toString().split('\0');
    const user_id = readUserId(id);
    return user_id === null ? null : { channel, user_id };
  }

  function preferencesToken(user_id: string): string {
    return tokenOf('preferences', '', user_id);
  }

  function unsubscribeToken(user_id: string, channel: Channel): string {
    return tokenOf('unsubscribe', channel, user_id);
  }

  return {
    preferencesToken,
    unsubscribeToken,
    linksOf({ user_id, channel, type, trigger_id }) {
      return {
        action_url: actionUrl(appUrl ?? publicUrl, type, trigger_id),
        unsubscribe_url: `${root}${UNSUBSCRIBE_PATH}${unsubscribeToken(user_id, channel)}`,
        preferences_url: `${root}${PREFERENCES_PATH}${preferencesToken(user_id)}`,
      };
    },
    readPreferences(token) {
      const said = read('preferences', token);
      return said === null ? null : { user_id: said.user_id };
    },
    readUnsubscribe(token) {
      const said = read('unsubscribe', token);
      const channel = CHANNEL_NAMES.find((name) => name === said?.channel);
      return said === null || channel === undefined ? null : { user_id: said.user_id, channel };
    },
  };
}

/** Tells the app what to open and what has brought the person; whatever its address holds already stays. */
function actionUrl(app: string, type: TriggerType, trigger_id: number): string {
  const url = new URL(app);
  url.searchParams.set('retention_action', MESSAGES[type].action.type);
  url.searchParams.set('retention_trigger', String(trigger_id));
  return url.href;
}

/** Compared as text: a signature that decodes to the same bytes but is spelt otherwise is not ours. */
function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
