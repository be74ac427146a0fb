/** How far the reading of a file has come. */
export interface Reached {
  readonly rows: number;
  readonly refused: number;
  /** Bytes read, as they lie in the file. */
  readonly bytes: number;
  /** All there are; null where nobody knows. */
  readonly total: number | null;
}

/** A line on stderr rewritten in place on a terminal, else one every few seconds. */
export interface FileProgress {
  show(reached: Reached): void;
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

export function createFileProgress(screen: Screen): FileProgress {
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
    show(reached) {
      const now = performance.now();
      if (now - shown < (terminal ? TERMINAL_MS : LINES_MS)) return;
      shown = now;
      const line = describe(reached, (now - start) / 1000);
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

function describe({ rows, refused, bytes, total }: Reached, seconds: number): string {
  const rate = `${count(rows)} rows, ${count(Math.round(rows / Math.max(seconds, 0.001)))}/s`;
  const trouble = refused > 0 ? `, ${count(refused)} refused` : '';
  if (total === null || bytes === 0) return `${rate}${trouble}`;
  const left = (seconds * (total - bytes)) / bytes;
  return `${String(Math.floor((bytes / Math.max(total, 1)) * 100)).padStart(3)} %  ${rate}, ${duration(left)} left${trouble}`;
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
