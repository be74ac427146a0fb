/** What a change has brought: the one whose id was not there before. */
export function added<Item extends { readonly id: number }>(
  before: readonly Item[],
  after: readonly Item[],
): Item | undefined {
  const known = new Set(before.map(({ id }) => id));
  return after.find(({ id }) => !known.has(id));
}
