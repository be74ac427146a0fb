/** Progress of a long command on stderr: a line rewritten in place on a terminal, else a line every few seconds. */
export interface Progress {
  show(done: number, total: number): void;
  /** Leaves the last line standing. */
  end(): void;
}

const TERMINAL_MS = 100;
const LINES_MS = 3_000;

export function createProgress(what: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  const start = performance.now();
  let shown = 0;
  let line = '';
  return {
    show(done, total) {
      const now = performance.now();
      if (done < total && now - shown < (stream.isTTY ? TERMINAL_MS : LINES_MS)) return;
      shown = now;
      const rate = done / Math.max(0.001, (now - start) / 1000);
      const left = rate > 0 ? Math.ceil((total - done) / rate) : 0;
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
      line = `${percent} %  ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${what}, ${Math.round(rate).toLocaleString('en')}/s, ${left} s left`;
      stream.write(stream.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
    },
    end() {
      if (stream.isTTY && line !== '') stream.write('\n');
    },
  };
}
