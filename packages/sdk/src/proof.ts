import type { Answer } from '@retention/domain/contract/client';
import type { Environment } from './environment.ts';

/** What shows who calls: a token, or what goes with a cookie. */
export interface Proof {
  readonly token?: string;
  readonly csrf_token?: string;
}

export type Proofs = ReturnType<typeof createProofs>;

/** Asks the host for its token once, and anew when the server no longer takes it. */
export function createProofs(
  environment: Environment,
  warn: (message: string) => void,
  token?: () => string | Promise<string>,
) {
  let latest: string | undefined;
  let asked: Promise<string> | undefined;

  /** What is known without asking anybody; null where that is nothing. */
  function known(): Proof | null {
    if (token !== undefined) return latest === undefined ? null : { token: latest };
    const csrf_token = environment.csrfToken();
    return csrf_token === undefined ? {} : { csrf_token };
  }

  /** Rejects where the host fails to give one. */
  async function get(): Promise<Proof> {
    const proof = known();
    if (proof !== null || token === undefined) return proof ?? {};
    asked ??= Promise.resolve().then(token);
    try {
      latest = await asked;
      return { token: latest };
    } finally {
      asked = undefined;
    }
  }

  /** The next one who needs a token asks the host. True: there is somebody to ask. */
  function refuse(proof: Proof): boolean {
    // Somebody else may have asked meanwhile.
    if (latest === proof.token) latest = undefined;
    return token !== undefined;
  }

  return {
    known,
    /** Calls with a proof, and once more with a new one if that is refused. Never throws. */
    async call<Body>(send: (proof: Proof) => Promise<Answer<Body>>, proof?: Proof): Promise<Answer<Body>> {
      try {
        const used = proof ?? (await get());
        const answer = await send(used);
        return isUnknown(answer) && refuse(used) ? await send(await get()) : answer;
      } catch (error) {
        const reason = `the host gives no token: ${String(error)}`;
        warn(reason);
        return { outcome: 'unreachable', reason };
      }
    },
  };
}

/** 401: the token is over. 403: it may be that of somebody else, who has logged in since. */
function isUnknown(answer: Answer<unknown>): boolean {
  return answer.outcome === 'refused' && (answer.status === 401 || answer.status === 403);
}
