/** A line on stderr that says how far a long command has come: rewritten in place on a terminal, else one now and then. */
export interface Progress {
  /** `describe` is asked for the line when one is due; it is told the seconds since the start. */
  show(describe: (seconds: number) => string): void;
  /** Says something in a line of its own. */
  say(text: string): void;
  /** Takes the rewritten line away: what follows says it all. */
  end(): void;
}

/** Where progress is written: process.stderr, or what a test looks at. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const TERMINAL_MS = 100;
const LINES_MS = 3_000;
const ERASE_LINE = '\r\u001b[K';

export function createProgress(screen: Screen): Progress {
  const terminal = screen.isTTY === true;
  const start = performance.now();
  // Whoever watches no terminal does not want to read of what takes a moment.
  let shown = terminal ? 0 : start;
  let standing = false;

  function end(): void {
    if (standing) screen.write(ERASE_LINE);
    standing = false;
  }

  return {
    show(describe) {
      const now = performance.now();
      if (now - shown < (terminal ? TERMINAL_MS : LINES_MS)) return;
      shown = now;
      const line = describe((now - start) / 1000);
      standing = terminal;
      screen.write(terminal ? `${ERASE_LINE}${line}` : `${line}\n`);
    },
    say(text) {
      end();
      screen.write(`${text}\n`);
    },
    end,
  };
}

/** 69659 → `69,659`. */
export function count(value: number): string {
  return value.toLocaleString('en');
}

/** 1.44 → `1.4 s`, 75 → `1 min 15 s`, 7500 → `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
