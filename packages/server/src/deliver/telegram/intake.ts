import type { Logger } from '../../logger.ts';
import { readUpdate, type BotUpdate } from './update.ts';

export interface TelegramIntake {
  /** Whether the update is dealt with; false: it failed, and is to be brought again. Never rejects. */
  take(body: unknown): Promise<boolean>;
}

export interface TelegramIntakeDeps {
  readonly handle: (update: BotUpdate) => Promise<void>;
  readonly logger: Logger;
}

/** An update that fails so often is a defect of ours, and must not hold up those behind it. */
const ATTEMPTS = 6;
/** Updates brought twice come soon after one another. */
const REMEMBERED = 2_000;

/**
 * Takes updates one by one, whichever way they come. What it remembers spares work and answers said twice; that nothing is
 * done twice does not depend on it.
 */
export function createTelegramIntake({ handle, logger }: TelegramIntakeDeps): TelegramIntake {
  const done = new Set<number>();
  const attempts = new Map<number, number>();

  function remember(id: number): void {
    attempts.delete(id);
    done.add(id);
    const [oldest] = done;
    if (done.size > REMEMBERED && oldest !== undefined) done.delete(oldest);
  }

  return {
    async take(body) {
      const update = readUpdate(body);
      if (update === null || done.has(update.update_id)) return true;
      const id = update.update_id;
      try {
        await handle(update);
        remember(id);
        return true;
      } catch (error) {
        const attempt = (attempts.get(id) ?? 0) + 1;
        attempts.set(id, attempt);
        const last = attempt >= ATTEMPTS;
        logger[last ? 'error' : 'warn'](
          { err: error, kind: update.kind, attempt },
          last ? 'a Telegram update was given up' : 'a Telegram update failed: it is tried again',
        );
        if (last) remember(id);
        return last;
      }
    },
  };
}
