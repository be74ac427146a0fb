import { PassThrough, type Readable } from 'node:stream';
import type { Contract } from '@retention/domain/contract/contract';
import { readUserId } from '@retention/domain/user';
import { allowAgain, eraseForGood, isErased, type Erased, type EraseDeps } from '../erase.ts';
import { exportUser } from '../export-user.ts';
import { WAS_ERASED } from '../db/person-hash.ts';
import { ApiError } from '../http/errors.ts';
import type { Logger } from '../logger.ts';
import { heldAbout } from './held.ts';

interface Asked {
  readonly body: Contract['user_export']['request'];
}

/** Each holds a connection for as long as its reader takes. */
const MOST_EXPORTS = 4;
const RETRY_AFTER_SECONDS = 5;

/** What is held about one person, and how it goes: for the owner and for the host's backend. Spec section 8. */
export function createPrivacy(deps: EraseDeps & { readonly logger: Logger }) {
  let exports = 0;
  /** One after another: many at once would hold all connections while they wait for their turn to judge. */
  let erasing: Promise<unknown> = Promise.resolve();

  function eraseInTurn(user_id: string): Promise<Erased> {
    const erased = erasing.then(() => eraseForGood(deps, user_id));
    erasing = erased.catch(() => undefined);
    return erased;
  }

  return {
    /** `POST …/user/export/` and `…/host/users/export/`: one JSON object, as it is read. Throws ApiError 404, 422, 503. */
    async export({ body }: Asked): Promise<Readable> {
      const user_id = subjectOf(body);
      if ((await heldAbout(deps, user_id)).size === 0) throw ApiError.notFound('Nothing is held about this user');
      if (exports >= MOST_EXPORTS) throw ApiError.unavailable('Other exports are under way', RETRY_AFTER_SECONDS);
      const out = new PassThrough();
      exports++;
      exportUser(deps, user_id, out)
        .then(
          () => out.end(),
          (error: unknown) => {
            if (!out.destroyed) deps.logger.error({ err: error }, 'an export broke off');
            out.destroy(error instanceof Error ? error : new Error(String(error)));
          },
        )
        .finally(() => exports--);
      return out;
    },

    /** `POST …/user/erase/` and `…/host/users/erase/`. Durable when it answers. Throws ApiError 422. */
    async erase({ body }: Asked): Promise<Contract['user_erase']['response']> {
      const { held, events } = await eraseInTurn(subjectOf(body));
      return { status: 'ok', erased: held, events };
    },

    /** `POST …/host/users/allow/`. Throws ApiError 422. */
    async allow({ body }: Asked): Promise<Contract['host_user_allow']['response']> {
      return { status: 'ok', erased: await allowAgain(deps, subjectOf(body)) };
    },

    /** For what a person may say of themselves: somebody who was erased is told so, and nothing is kept. Throws ApiError 403. */
    unlessErased:
      <Call extends { readonly user_id: string }, Answer>(handler: (call: Call) => Promise<Answer>) =>
      async (call: Call): Promise<Answer> => {
        if (await isErased(deps, call.user_id)) {
          throw ApiError.forbidden(WAS_ERASED);
        }
        return handler(call);
      },
  };
}

function subjectOf({ user_id: given }: Asked['body']): string {
  const user_id = readUserId(given);
  if (user_id !== null) return user_id;
  const error = '"user_id" must be an integer that JSON holds exactly, or text of 1 to 128 characters without NUL';
  throw ApiError.unprocessable(error, [{ field: 'user_id', error }]);
}
