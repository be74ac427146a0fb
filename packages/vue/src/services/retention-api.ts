import type { Answer, MonthlyReport, Profile, Retention } from '@retention/sdk';
import { connection, nobody } from './connection.ts';

/** Endpoints 2 and 5, and every other one of a user. Nothing throws: what became of a call is in the answer. */
export const retentionApi = {
  /** Segment and risk are in it for the logic of the app. Never show them. */
  profile(): Promise<Answer<Profile>> {
    return connection.value?.client.profile() ?? nobody();
  },
  /** The latest finished month; refused with 404 before the first one is over. */
  report(): Promise<Answer<MonthlyReport>> {
    return connection.value?.client.report() ?? nobody();
  },
  /** Any endpoint of the user by its name in the contract, like `preferences_get`. */
  call: ((name, request) => connection.value?.client.call(name, request) ?? nobody()) satisfies Retention['call'],
};
