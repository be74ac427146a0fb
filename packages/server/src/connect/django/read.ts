/** The host's people and events, read by a mapping. Nothing here writes, and no statement is about one user. */
export { noonOf } from './host-time.ts';
export { checkMapping } from './mapping-check.ts';
export { changedPeople, peopleAfter, peopleOf, type HostPerson } from './read-people.ts';
export {
  changedEvents,
  eventsAfter,
  eventsOf,
  keyGrows,
  type ChangedUpTo,
  type HostEvent,
  type EventPage,
} from './read-events.ts';
