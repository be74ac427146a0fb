/** What the server says in a live stream. */
export interface Heard {
  readonly triggers: (json: string) => void;
  /** How long to wait before connecting again, milliseconds. */
  readonly retry: (milliseconds: number) => void;
}

/** Reads server-sent events (WHATWG HTML 9.2), as this server writes them, from pieces that are cut anywhere. */
export function createEventReader({ triggers, retry }: Heard): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const blocks = (rest + piece).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const milliseconds = /^retry: ?(\d+)/m.exec(block)?.[1];
      const json = /^event: ?triggers\r?\ndata: ?(.*)/m.exec(block)?.[1];
      if (milliseconds !== undefined) retry(Number(milliseconds));
      if (json !== undefined) triggers(json);
    }
  };
}
