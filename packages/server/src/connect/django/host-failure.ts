import { isConnectionLost, sqlState } from '../../db/database.ts';

/** The host's database could not be reached, or refused what was asked. */
export class HostError extends Error {
  override readonly name = 'HostError';
  /** Whether the same may succeed later: away, restarting, too many connections, a lock. */
  readonly passing: boolean;

  constructor(message: string, passing: boolean) {
    super(message);
    this.passing = passing;
  }
}

/** Who is asked, for messages: all of the URL but its password and its options. */
export interface Address {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
}

/** The failure in words an owner understands, with what would be right. */
export function hostFailure(error: unknown, address: Address): HostError {
  if (error instanceof HostError) return error;
  const { host, port, database, user } = address;
  const state = sqlState(error);
  const said = error instanceof Error && error.message !== '' ? error.message : 'no reason given';
  const fail = (what: string, right: string, passing = false): HostError => new HostError(`${what}: ${right}`, passing);
  switch (state) {
    case undefined:
      break;
    case '28P01':
    case '28000':
      return /no encryption|SSL off/.test(said)
        ? fail(`${host} lets nobody in without TLS`, 'add ?sslmode=require to the URL')
        : fail(`${host} does not let "${user}" in (${said})`, 'check user and password of the URL, and pg_hba.conf');
    case '3D000':
      return fail(`${host} has no database "${database}"`, 'the name stands in the URL after the last slash');
    case '42501':
      return fail(said, `let "${user}" read it: GRANT USAGE ON SCHEMA … and GRANT SELECT ON ALL TABLES IN SCHEMA …`);
    case '57014':
      return fail('The host took too long to answer', `an index on the column that is asked for helps (${said})`, true);
    case '55P03':
      return fail('A table of the host is locked', 'somebody changes it; the same will work later', true);
    case '25P03':
    case '25P04':
      return fail('The host ended a look that took too long', `${said}; the same will work later`, true);
    case '40001':
      return fail('The host gave up the statement', `${said}; the same will work later`, true);
    default:
      if (state.startsWith('42') || state.startsWith('22')) {
        return fail(`The host does not understand what is asked (${said})`, 'check the mapping file');
      }
      return new HostError(`The host's database says: ${said}`, isConnectionLost(error));
  }
  const code = codeOf(error);
  const there = `${host}:${port}`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return fail(`There is no host "${host}"`, 'check the name in the URL', code === 'EAI_AGAIN');
  }
  if (code === 'ECONNREFUSED' || code === 'ENOENT') {
    return fail(`No PostgreSQL answers at ${there}`, 'check host and port of the URL, and that it runs', true);
  }
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || /timeout/i.test(said)) {
    return fail(`${there} does not answer`, 'check the address, and that its firewall lets this machine in', true);
  }
  if (/certificate|CERT/.test(`${said} ${code}`)) {
    const right = 'name it with &sslrootcert=FILE, or use sslmode=require, which encrypts and does not check';
    return fail(`The certificate of ${host} is signed by nobody known here (${said})`, right);
  }
  if (/does not support SSL/.test(said)) return fail(`${there} knows no TLS`, 'take sslmode out of the URL');
  return new HostError(`The connection to ${there} broke off: ${said}`, true);
}

/** Of an error of the network; where several addresses were tried, of the last. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors.at(-1));
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
