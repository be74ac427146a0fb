import { domainToASCII } from 'node:url';

export interface Sender {
  /** As people see it; '' where none was given. */
  readonly name: string;
  readonly address: string;
}

/** Reads `OnePercent <hello@example.com>` or a bare address; null: `no-reply@` the host people reach us at. */
export function readSender(from: string | null, publicUrl: string): Sender {
  if (from === null) return { name: '', address: `no-reply@${mailHost(new URL(publicUrl).hostname)}` };
  const [, name, address] = /^(.*?)\s*<([^<>]+)>$/s.exec(from.trim()) ?? [];
  if (name === undefined || address === undefined) return { name: '', address: from.trim() };
  return { name: oneLine(name).replace(/^"(.*)"$/, '$1'), address: address.trim() };
}

/** Who writes, where a sender has no name. */
const BRAND = 'OnePercent';

/** What the sender is called in the mail and on the pages behind its links. */
export function brandOf(from: string | null): string {
  return from === null ? BRAND : readSender(from, '').name || BRAND;
}

/** An address with a number for a host is written in brackets (RFC 5321, 4.1.3). */
function mailHost(host: string): string {
  if (host.startsWith('[')) return `[IPv6:${host.slice(1)}`;
  return /^[\d.]+$/.test(host) ? `[${host}]` : host;
}

const MOST_CHARACTERS = 254;
const LOCAL_PART = /^[^\s\p{C}@<>()[\],;:\\"]+$/u;

/**
 * The address as SMTP takes it, with the domain in ASCII; null where no mail can be sent to it. Stricter than the RFC:
 * what would need quotes is nobody's mailbox, and is what injections are made of.
 */
export function mailable(address: string): string | null {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(0, at));
  const domain = domainToASCII(address.slice(at + 1));
  if (!LOCAL_PART.test(local) || !/^[\w.-]+$/.test(domain) || address.length > MOST_CHARACTERS) return null;
  return `${local}@${domain}`;
}

/** Text for a header: no line of its own making. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}
