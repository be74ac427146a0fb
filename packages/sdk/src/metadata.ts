import type { EVENTS, EventType, Feature } from '@retention/domain/event';

/** What each kind of EVENTS is in TypeScript. */
interface Kinds {
  readonly string: string;
  readonly number: number;
  readonly id: string | number;
  readonly feature: Feature;
}

type Keys<T extends EventType> = (typeof EVENTS)[T]['metadata'];
type KeyOf<T extends EventType> = keyof Keys<T>;
type KindOf<T extends EventType, Key extends KeyOf<T>> = Keys<T>[Key] extends keyof Kinds ? Kinds[Keys<T>[Key]] : never;

type Needed<T extends EventType> = {
  readonly [Key in KeyOf<T> as Keys<T>[Key] extends 'feature' ? Key : never]: KindOf<T, Key>;
};
type Optional<T extends EventType> = {
  readonly [Key in KeyOf<T> as Keys<T>[Key] extends 'feature' ? never : Key]?: KindOf<T, Key> | undefined;
};

/** The metadata of a type, by its row in EVENTS: the keys it understands, all optional except a feature. */
export type MetadataOf<T extends EventType> = Needed<T> & Optional<T>;

/** What follows the type in `track`: nothing where it has no metadata, something where it makes no sense without. */
export type MetadataArguments<T extends EventType> = [KeyOf<T>] extends [never]
  ? []
  : [keyof Needed<T>] extends [never]
    ? [metadata?: MetadataOf<T>]
    : [metadata: MetadataOf<T>];
