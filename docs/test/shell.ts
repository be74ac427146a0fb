/** A simple command of a block of shell: its words, without quotes. */
export type Words = readonly string[];

/**
 * The commands of a block: what stands between `&&`, `|`, `;` and in `$(…)`, without comments and without variables set in
 * front. It reads what documentation holds, not every shell.
 */
export function commandsOf(block: string): readonly Words[] {
  const lines = block
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#\s.*$/, '').replace(/^\$ /, ''));
  return statementsOf(lines.join('\n'));
}

function statementsOf(text: string): Words[] {
  const found: Words[] = [];
  let words: string[] = [];
  let word: string | null = null;
  const endWord = (): void => {
    if (word !== null) words.push(word);
    word = null;
  };
  const endCommand = (): void => {
    endWord();
    while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) words.shift();
    if (words.length > 0) found.push(words);
    words = [];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (text.startsWith('$(', at)) {
      const end = closing(text, at + 2);
      found.push(...statementsOf(text.slice(at + 2, end)));
      word = `${word ?? ''}VALUE`;
      at = end;
    } else if (character === "'" || character === '"') {
      const end = text.indexOf(character, at + 1);
      const quoted = text.slice(at + 1, end === -1 ? text.length : end);
      if (character === '"')
        for (const [, inner = ''] of quoted.matchAll(/\$\(([^()]*)\)/g)) found.push(...statementsOf(inner));
      word = (word ?? '') + quoted;
      at = end === -1 ? text.length : end;
    } else if (/[\n;|&]/.test(character)) endCommand();
    else if (/\s/.test(character)) endWord();
    else word = (word ?? '') + character;
  }
  endCommand();
  return found;
}

/** Where the parenthesis that is open at `from` is closed. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === '(') depth++;
    if (text.charAt(at) === ')' && --depth === 0) return at;
  }
  return text.length;
}
