/** What a text column says, where it may only say one of a few names. */

/** The name among those known; null where the text is none of them. */
export function oneOf<Name extends string>(names: readonly Name[], text: string | null): Name | null {
  return names.find((name) => name === text) ?? null;
}

/** Those of the names that are among the texts, in their own order. */
export function namesAmong<Name extends string>(names: readonly Name[], texts: readonly string[]): Name[] {
  return names.filter((name) => texts.includes(name));
}
