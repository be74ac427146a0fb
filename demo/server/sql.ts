import { loadStatements } from '@retention/server/statement';

export const accountSql = loadStatements(new URL('account.sql', import.meta.url), [
  'op_account_lock',
  'op_account_add',
  'op_account_ready',
  'op_account_set',
  'op_subscription_set',
  'op_wheel_set',
  'op_session_add',
  'op_session_find',
  'op_session_renew',
  'op_session_end',
  'op_xp_add',
  'op_xp_take',
  'op_achievement_add',
]);

export const doingsSql = loadStatements(new URL('doings.sql', import.meta.url), [
  'op_habit_add',
  'op_habit_delete',
  'op_habit_mark',
  'op_habit_unmark',
  'op_goal_add',
  'op_goal_progress',
  'op_goal_delete',
  'op_journal_add',
  'op_journal_delete',
  'op_plan_add',
  'op_plan_move',
  'op_plan_done',
  'op_plan_delete',
  'op_chat_add',
  'op_referral_add',
  'op_feedback_add',
]);

export const stateSql = loadStatements(new URL('state.sql', import.meta.url), [
  'op_state_habits',
  'op_state_goals',
  'op_state_journal',
  'op_state_plans',
  'op_state_chat',
  'op_state_achievements',
  'op_state_sums',
  'op_state_offer',
]);

export const retentionSql = loadStatements(new URL('retention.sql', import.meta.url), [
  'op_facts_due',
  'op_facts_told',
  'op_facts_changed',
  'op_webhook_begin',
  'op_webhook_forget',
  'op_code_add',
  'op_code_used',
  'op_telegram_link_set',
  'op_telegram_link_use',
]);

export const fillingSql = loadStatements(new URL('filling.sql', import.meta.url), [
  'op_filling_found',
  'op_filling_begin',
  'op_filling_finish',
  'op_ready_add',
  'op_ready_goal',
  'op_ready_forget',
]);
