import type { OutboundChannel } from '@retention/domain/channel';
import type { Contract } from '@retention/domain/contract/contract';
import { renderMessage, SAMPLE_DATA } from '@retention/domain/message';
import { readUserId, type Locale } from '@retention/domain/user';
import type { TriggerType } from '@retention/domain/trigger';
import type { Queryable } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';
import type { Carrier, Composed, LinksOf, Outgoing } from './carrier.ts';
import { composePush } from './channel-push.ts';
import { composeTelegram } from './channel-telegram.ts';
import { composeEmail } from './email/email-text.ts';

const sql = loadStatements(new URL('preview.sql', import.meta.url), ['push_of']);

export interface PreviewDeps {
  readonly database: Queryable;
  readonly carriers: ReadonlyMap<OutboundChannel, Carrier>;
  /** The name mail is sent under. */
  readonly brand: string;
  readonly linksOf: LinksOf;
}

type Preview = Contract['trigger_preview'];
type Test = Contract['trigger_test'];

const COMPOSE: Readonly<Record<OutboundChannel, (outgoing: Outgoing, brand: string) => Composed>> = {
  push: composePush,
  telegram: composeTelegram,
  email: composeEmail,
};

/** Of nobody: links in previews and tests lead to a page that changes nothing of anybody. */
const NOBODY = 'preview';

/** Shows the owner what a message looks like, and sends it to them. Neither is counted anywhere. */
export function createPreview({ database, carriers, brand, linksOf }: PreviewDeps) {
  function sample(type: TriggerType, channel: OutboundChannel, locale: Locale): Outgoing {
    return {
      user_id: NOBODY,
      delivery_id: 0,
      trigger_id: 0,
      type,
      data: SAMPLE_DATA[type],
      address: '',
      locale,
      first_name: locale === 'ru' ? 'Анна' : 'Anna',
      links: linksOf({ user_id: NOBODY, channel, type, trigger_id: 0 }),
      push_keys: null,
    };
  }

  return {
    /** `POST …/triggers/preview/` */
    preview({ body }: { readonly body: Preview['request'] }): Promise<Preview['response']> {
      const { type, channel, locale } = body;
      if (channel === 'in_app') {
        const { title, text, action } = renderMessage(type, SAMPLE_DATA[type], locale);
        return Promise.resolve({ title, text, html: null, buttons: [action.label], configured: false });
      }
      const outgoing = sample(type, channel, locale);
      // Where nothing is configured there is still something to see.
      const composed = carriers.get(channel)?.compose(outgoing) ?? COMPOSE[channel](outgoing, brand);
      const { title, text, html, buttons } = composed;
      return Promise.resolve({ title, text, html, buttons: [...buttons], configured: carriers.has(channel) });
    },

    /** `POST …/triggers/test/`. Throws ApiError 409. */
    async test({ body }: { readonly body: Test['request'] }): Promise<Test['response']> {
      const { type, channel, locale, address } = body;
      const carrier = carriers.get(channel);
      if (carrier === undefined)
        throw ApiError.conflict(`Nothing can be sent through ${channel}: it is not configured`);
      const outgoing = { ...sample(type, channel, locale), address };
      const { outcome, answer } = await carrier.send(
        channel === 'push' ? { ...outgoing, ...(await browserOf(database, address)) } : outgoing,
      );
      return { outcome, answer };
    },
  };
}

interface Browser {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** The browser of a user that subscribed last. */
async function browserOf(database: Queryable, user: string): Promise<Pick<Outgoing, 'address' | 'push_keys'>> {
  const [browser] = await database.query<Browser>(sql.push_of, [readUserId(user) ?? '']);
  if (browser === undefined) throw ApiError.conflict(`No browser of the user “${user}” takes pushes`);
  const { endpoint, p256dh, auth } = browser;
  return { address: endpoint, push_keys: { p256dh, auth } };
}
