export interface Interruption {
  /** Aborted when this process is asked to stop. */
  readonly signal: AbortSignal;
  /** Asks it to stop as a signal would. */
  request(reason: string): void;
}

export interface InterruptionOptions {
  /** Called when stopping gently takes too long, or is asked for again. Has to end the process. */
  readonly force: (reason: string) => void;
  /** How long stopping gently may take. */
  readonly graceMs?: number;
}

/** Why the signal was aborted. Thrown on by whatever was waiting. */
export class StopRequested extends Error {
  override readonly name = 'AbortError';
}

/** Ctrl-C reaches us twice when npm stands in between: from the terminal, and passed on by npm. */
const SAME_REQUEST_MS = 1_000;

/** Turns SIGINT, SIGTERM and SIGHUP into one abort signal. */
export function listenForStop({ force, graceMs }: InterruptionOptions): Interruption {
  const controller = new AbortController();
  let asked = 0;
  function request(reason: string): void {
    if (controller.signal.aborted) {
      if (performance.now() - asked > SAME_REQUEST_MS) force(`${reason}, a second time`);
      return;
    }
    asked = performance.now();
    if (graceMs !== undefined)
      setTimeout(() => force(`stopping took longer than ${graceMs / 1000} s`), graceMs).unref();
    controller.abort(new StopRequested(reason));
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => request(name));
  return { signal: controller.signal, request };
}
