import { DAY_MS, formatInstant, type Instant } from '@retention/domain/day';
import type { Queryable } from '@retention/server/database';
import type { Change, Moment } from './change.ts';
import { Refusal } from './refusal.ts';
import type { Redeem } from './retention.ts';
import { accountSql, retentionSql } from './sql.ts';
import type { Account } from './state.ts';

const TRIAL_DAYS = 7;
const PLANS = ['basic', 'pro'] as const;
const PLAN = { ru: 'Тариф', en: 'The plan' };

type Terms = Pick<
  Account,
  'plan' | 'status' | 'trial_started_at' | 'trial_ends_at' | 'paid_since' | 'renewals' | 'discount'
>;

/** The account as it is now: a trial that has run out has ended. */
export async function withExpiry(database: Queryable, account: Account, now: Instant): Promise<Account> {
  const { status, trial_ends_at } = account;
  if (status !== 'trial' || trial_ends_at === null || trial_ends_at > now) return account;
  const terms = { ...account, plan: 'free', status: 'expired' } as const;
  await write(database, account.user_id, terms);
  return terms;
}

export const startTrial: Change = async ({ account, transaction, now }, fields) => {
  const plan = fields.word('plan', PLAN, PLANS);
  if (account.status !== 'none') {
    throw new Refusal(409, 'Пробный период бывает один раз', 'There is one trial for everybody');
  }
  const times = { trial_started_at: now, trial_ends_at: now + TRIAL_DAYS * DAY_MS };
  await write(transaction, account.user_id, { ...account, ...times, plan, status: 'trial' });
  return [];
};

/** Nothing is charged. A code is redeemed with the retention system, which knows whose it is and whether it is good. */
export function pay(redeem: Redeem): Change {
  return async (moment, fields) => {
    const { account, transaction, now } = moment;
    const plan = fields.word('plan', PLAN, PLANS);
    if (account.status === 'active' && account.plan === plan) {
      throw new Refusal(409, 'Этот тариф уже оплачен', 'This plan is paid for already');
    }
    const renewals = account.paid_since === null ? 0 : account.renewals + 1;
    const discount = fields.has('code') ? await useCode(moment, redeem, fields.text('code', CODE, 64), renewals) : 0;
    const paid_since = account.paid_since ?? now;
    await write(transaction, account.user_id, { ...account, plan, status: 'active', paid_since, renewals, discount });
    return [];
  };
}

export const cancel: Change = async ({ account, transaction }) => {
  if (account.status !== 'active' && account.status !== 'trial') {
    throw new Refusal(409, 'Отменять нечего: подписки нет', 'There is nothing to cancel');
  }
  await write(transaction, account.user_id, { ...account, plan: 'free', status: 'cancelled' });
  return [];
};

const CODE = { ru: 'Код', en: 'The code' };

/** Percent off. The number of the payment is its name: asked again with it, the answer is the same. */
async function useCode(
  { account, transaction, now }: Moment,
  redeem: Redeem,
  code: string,
  renewals: number,
): Promise<number> {
  const { user_id } = account;
  const redeemed = await redeem({ code, user_id, redemption_id: `payment-${user_id}-${renewals}` });
  switch (redeemed) {
    case 'unknown':
      throw new Refusal(
        422,
        'Такого кода нет: проверь, как он написан',
        'There is no such code: check how it is spelt',
      );
    case 'used':
      throw new Refusal(409, 'Этот код уже использован или истёк', 'This code has been used, or has expired');
    case 'unreachable':
      throw new Refusal(
        503,
        'Код сейчас не проверить: попробуй через минуту',
        'The code cannot be checked now: try again in a minute',
      );
    default:
      await transaction.query(retentionSql.op_code_used, [user_id, code, formatInstant(now)]);
      return redeemed.percent;
  }
}

function write(database: Queryable, user_id: number, terms: Terms): Promise<unknown> {
  const { plan, status, trial_started_at, trial_ends_at, paid_since, renewals, discount } = terms;
  const instants = [trial_started_at, trial_ends_at, paid_since].map((at) => (at === null ? null : formatInstant(at)));
  return database.query(accountSql.op_subscription_set, [user_id, plan, status, ...instants, renewals, discount]);
}
