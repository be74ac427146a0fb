import { SignJWT } from 'jose';
import { readUserId } from '@retention/domain/user';
import type { Command } from './command.ts';
import { auditCommand } from './db/audit.ts';
import { commandSecrets } from './secrets.ts';

const ROLES = ['user', 'analyst', 'admin', 'owner'];
const DAY_SECONDS = 86_400;

/** For trying the API by hand: a host signs its users' tokens itself, with the same secret. */
export const tokenCommand: Command = {
  register: (program, { run }) =>
    program
      .command('token')
      .argument('<user>', 'the id of a user, as the host knows it')
      .description('print a token of that user, to try the API with')
      .option('--role <role>', `one of ${ROLES.join(', ')}`, 'user')
      .option('--days <days>', 'how long it is good for', '1')
      .action((input: string, options: { role: string; days: string }) =>
        run(async (tools) => {
          const { config, clock, print } = tools;
          const user_id = readUserId(input);
          const days = Number(options.days);
          if (user_id === null) throw new Error('A user id is 1 to 128 characters long');
          if (!ROLES.includes(options.role)) throw new Error(`--role is '${options.role}': give ${ROLES.join(', ')}`);
          if (!(days > 0 && days <= 365)) throw new Error(`--days is '${options.days}': give a number from 0 to 365`);
          const { jwtSecret } = commandSecrets(config);
          if (jwtSecret === null) throw new Error('With RETENTION_JWKS_URL the host alone can sign tokens');
          await auditCommand(tools, 'token', { role: options.role, days }, user_id);
          const now = Math.floor(clock.now() / 1000);
          const token = new SignJWT({
            sub: user_id,
            ...(options.role !== 'user' && { role: options.role }),
            ...(config.jwtAudience !== null && { aud: config.jwtAudience }),
            ...(config.jwtIssuer !== null && { iss: config.jwtIssuer }),
          });
          token
            .setProtectedHeader({ alg: 'HS256' })
            .setIssuedAt(now)
            .setExpirationTime(now + days * DAY_SECONDS);
          print(await token.sign(new TextEncoder().encode(jwtSecret)));
        }),
      ),
};
