import fc from 'fast-check';

/** A body as it is sent; text is sent as UTF-8. */
export type Body = string | Buffer;

/** What has no place in any JSON of ours, as it would be written in a body. */
const HOSTILE = [
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u202e\\ufeff"',
  '1e400',
  '-1e400',
  '-0',
  '1e-400',
  '9223372036854775808',
  '9007199254740993',
  '2147483648',
  '0.1',
  '""',
  '" "',
  'null',
  'true',
  '[]',
  '{}',
  '[[]]',
  '{"":""}',
  '{"__proto__":{"type":"session_start"}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"valueOf":2,"toJSON":3,"length":-1,"then":{}}',
  '"9999-12-31T23:59:59Z"',
  '"0001-01-01T00:00:00Z"',
  '"2024-01-15T10:30:60Z"',
  '"2024-01-15T10:30:00+18:01"',
  '"-000001-01-01T00:00:00Z"',
  '"Pacific/Apia"',
  '"Etc/GMT+14"',
  '"../../etc/passwd"',
  '"\'; DROP TABLE event; --"',
  '"\\\\x"',
  '"{1,2,3}"',
  '"NaN"',
  '"Infinity"',
  'NaN',
  'undefined',
  '01',
  '"\t"',
  "'a'",
  '/* */ 1',
];

const deep = fc
  .tuple(fc.constantFrom('[', '{"a":', '[{"a":'), fc.constantFrom(10, 65, 1_000, 20_000))
  .map(([open, levels]) => open.repeat(levels) + '1' + (open.includes('[') ? ']' : '').repeat(levels));
const long = fc
  .tuple(fc.constantFrom('x', 'я', '😀', '\\u0001', '\\"'), fc.constantFrom(129, 255, 2_000, 5_000, 60_000))
  .map(([unit, times]) => `"${unit.repeat(times)}"`);

/** Something where JSON wants a value. */
const replacement: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 3, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.oneof(long, deep) },
);

type Tree = string | { readonly open: '[' | '{'; readonly children: readonly Branch[] };
interface Branch {
  /** As written, with quotes; null in a list. */
  readonly key: string | null;
  readonly value: Tree;
}

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { open: '[', children: value.map((item) => ({ key: null, value: treeOf(item) })) };
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries: [string, unknown][] = Object.entries(value);
  return { open: '{', children: entries.map(([key, item]) => ({ key: JSON.stringify(key), value: treeOf(item) })) };
}

function write(tree: Tree): string {
  if (typeof tree === 'string') return tree;
  const parts = tree.children.map(({ key, value }) => (key === null ? write(value) : `${key}:${write(value)}`));
  return tree.open === '[' ? `[${parts.join()}]` : `{${parts.join()}}`;
}

const ACTIONS = ['delete', 'duplicate', 'replace', 'replace', 'rename', 'list', 'empty', 'quote', 'many'] as const;

interface Change {
  readonly action: (typeof ACTIONS)[number];
  /** Which of the branches, as a share of all. */
  readonly where: number;
  readonly text: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  action: fc.constantFrom(...ACTIONS),
  where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  text: replacement,
});

/** The tree with its n-th branch changed. */
function mutate(tree: Tree, { action, where, text }: Change): Tree {
  const target = Math.floor(where * countBranches(tree));
  let at = 0;
  function visit(node: Tree): Tree {
    if (typeof node === 'string') return node;
    return {
      ...node,
      children: node.children.flatMap((branch) => (at++ === target ? changed(branch) : [into(branch)])),
    };
  }
  function into(branch: Branch): Branch {
    return { ...branch, value: visit(branch.value) };
  }
  function changed(branch: Branch): Branch[] {
    const { key, value } = branch;
    switch (action) {
      case 'delete':
        return [];
      case 'duplicate':
        return [branch, branch];
      case 'replace':
        return [{ key, value: text }];
      case 'rename':
        return [{ key: key === null ? null : text.startsWith('"') ? text : '"__proto__"', value }];
      case 'list':
        return [{ key, value: { open: '[', children: [{ key: null, value }] } }];
      case 'empty':
        return [{ key, value: { open: '{', children: [] } }];
      case 'quote':
        return [{ key, value: JSON.stringify(write(value)) }];
      case 'many':
        return Array.from({ length: 120 }, () => branch);
    }
  }
  return visit(tree);
}

function countBranches(tree: Tree): number {
  if (typeof tree === 'string') return 0;
  return tree.children.reduce((sum, { value }) => sum + 1 + countBranches(value), 0);
}

/** The example with one to four things wrong with it; sometimes with bytes changed in what is then written. */
function nearly(example: unknown): fc.Arbitrary<Body> {
  const tree = treeOf(example);
  const mutated = fc
    .array(change, { minLength: 0, maxLength: 4 })
    .map((changes) => write(changes.reduce(mutate, tree)));
  const noise = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  const damaged = fc.tuple(mutated, noise).map(([text, changes]) => {
    const bytes = Buffer.from(text);
    for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
    return bytes;
  });
  const cut = fc.tuple(mutated, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
  return fc.oneof({ weight: 8, arbitrary: mutated }, damaged, cut);
}

/** Bodies for an endpoint: most are its example, changed; the others anything at all. */
export function bodiesFor(example: unknown): fc.Arbitrary<Body> {
  return fc.oneof(
    { weight: 12, arbitrary: nearly(example) },
    { weight: 2, arbitrary: fc.json() },
    { weight: 2, arbitrary: fc.anything().map((value) => JSON.stringify(value, unknownToText) ?? '') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: replacement },
  );
}

function unknownToText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
