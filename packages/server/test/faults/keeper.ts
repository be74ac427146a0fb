import type { ServerProcess } from './server-process.ts';
import type { Workspace } from './workspace.ts';

/** Keeps one server running, as a supervisor would: when it ends without having been asked to, it is started again. */
export class Keeper {
  readonly #workspace: Workspace;
  readonly #env: Readonly<Record<string, string>>;
  #server: ServerProcess;
  #address: string | null = null;
  #stopping = false;
  /** Exit codes of servers that ended by themselves. */
  readonly fallen: { readonly code: number; readonly output: string }[] = [];

  constructor(workspace: Workspace, env: Readonly<Record<string, string>> = {}) {
    this.#workspace = workspace;
    this.#env = env;
    this.#server = this.#start();
  }

  /** The one that runs, or is about to. */
  get server(): ServerProcess {
    return this.#server;
  }

  /** Where it last listened, in a list; none before the first time. */
  get targets(): readonly string[] {
    return this.#address === null ? [] : [this.#address];
  }

  /** Asks the server to stop; its exit code. */
  async stop(): Promise<number | null> {
    this.#stopping = true;
    this.#server.kill('SIGTERM');
    return this.#server.exited;
  }

  #start(): ServerProcess {
    const server = this.#workspace.start(this.#env);
    server.listening.then(
      (address) => (this.#address = address),
      () => undefined,
    );
    void server.exited.then((code) => {
      if (code !== null && !this.#stopping) this.fallen.push({ code, output: server.output() });
      if (!this.#stopping) this.#server = this.#start();
    });
    return server;
  }
}
