import { createInterface } from 'node:readline/promises';

/** Asks on the terminal for a yes. */
export type Ask = (question: string) => Promise<boolean>;

/** Null where there is no terminal to ask on. */
export function askOnTerminal(signal: AbortSignal): Ask | null {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^(?:y|yes|д|да)$/i.test((await terminal.question(question, { signal })).trim());
    } finally {
      terminal.close();
    }
  };
}
