import { onTestFinished } from 'vitest';
import { testClock } from '../../../test/clock.ts';
import { startSmtp, type SmtpPeer, type SmtpPeerOptions } from '../../../test/peers/smtp.ts';
import type { Carrier } from '../carrier.ts';
import { createEmail, type EmailConfig } from '../channel-email.ts';

/** E-mail and a server that takes it, for one test. */

const clock = testClock('2024-01-15T10:30:00Z');

export function openEmail(smtpUrl: string, config: Partial<EmailConfig> = {}, timeoutMs = 5_000): Carrier {
  const email = createEmail({
    config: {
      smtpUrl,
      emailFrom: 'OnePercent <hello@example.com>',
      publicUrl: 'https://retention.example.com',
      dkimDomain: null,
      dkimSelector: 'retention',
      dkimKey: null,
      ...config,
    },
    clock,
    timeoutMs,
  });
  onTestFinished(() => email.close());
  return email;
}

export async function openPeer(options: SmtpPeerOptions = {}): Promise<SmtpPeer> {
  const peer = await startSmtp(options);
  onTestFinished(() => peer.close());
  return peer;
}

/** The headers of a mail, unfolded, by their names in small letters. */
export function headersOf(raw: string): Record<string, string> {
  const [head = ''] = raw.split('\r\n\r\n', 1);
  const headers: Record<string, string> = {};
  for (const line of head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    headers[line.split(':', 1)[0]?.toLowerCase() ?? ''] = line.replace(/^[^:]+:\s*/, '');
  }
  return headers;
}
