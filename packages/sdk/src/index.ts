export {
  createRetention,
  type Done,
  type MonthlyReport,
  type Profile,
  type Retention,
  type RetentionOptions,
  type UserEndpointName,
} from './retention.ts';
export type { Answer } from '@retention/domain/contract/client';
export type { EventType, Feature } from '@retention/domain/event';
export type { DismissReason } from '@retention/domain/trigger';
export type { Environment, Happenings, Send, Shelf } from './environment.ts';
export type { MetadataArguments, MetadataOf } from './metadata.ts';
export type { Inbox } from './watch.ts';
