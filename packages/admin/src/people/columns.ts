import type { UserSort } from '@retention/domain/contract/metric-users';

interface Column {
  /** Its name in the dictionary. */
  readonly name: UserSort | 'segment' | 'subscription';
  /** What the server sorts it by; null where it cannot. */
  readonly sort: UserSort | null;
  readonly number: boolean;
}

/** The columns of a list of people, from left to right; who is shown no contacts has one less. */
export function columnsOf(contacts: boolean): readonly Column[] {
  return contacts ? COLUMNS : COLUMNS.filter(({ name }) => name !== 'email');
}

const COLUMNS: readonly Column[] = [
  { name: 'email', sort: 'email', number: false },
  { name: 'id', sort: 'id', number: false },
  { name: 'first_name', sort: 'first_name', number: false },
  { name: 'registered_on', sort: 'registered_on', number: false },
  { name: 'last_active_at', sort: 'last_active_at', number: false },
  { name: 'days_active_30', sort: 'days_active_30', number: true },
  { name: 'retention_score', sort: 'retention_score', number: true },
  { name: 'segment', sort: null, number: false },
  { name: 'churn_risk_score', sort: 'churn_risk_score', number: false },
  { name: 'subscription', sort: null, number: false },
];
