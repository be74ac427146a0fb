import { listVariables } from '@retention/server/config';
import { plain, table } from './table.ts';

/** What the variables are about, by the beginning of their names; the first that fits. */
const SUBJECTS: readonly { readonly title: string; readonly of: RegExp }[] = [
  { title: 'Where it listens and what it keeps', of: /^(?:HOST|PORT|DATA_DIR|DATABASE_URL)$/ },
  { title: 'Who may call', of: /^RETENTION_(?:JW|HOST_KEY|ADMIN|ORIGINS|RATE|ERASURE)/ },
  { title: 'E-mail', of: /^RETENTION_(?:SMTP|EMAIL|DKIM)/ },
  { title: 'Telegram', of: /^RETENTION_TELEGRAM/ },
  { title: 'Web push', of: /^RETENTION_(?:PUSH|VAPID)/ },
  { title: 'Links and the webhook', of: /^RETENTION_(?:PUBLIC|APP|LINK|WEBHOOK)/ },
  { title: 'Data of the host, and for how long', of: /^RETENTION_(?:DJANGO|EVENTS_KEEP)/ },
  { title: 'The rest', of: /./ },
];

/** Every variable of `--help`, by what it is about. */
export function variables(): string {
  const all = listVariables();
  return SUBJECTS.map(({ title, of }, place) => {
    const earlier = SUBJECTS.slice(0, place);
    const rows = all
      .filter(({ name }) => of.test(name) && !earlier.some((subject) => subject.of.test(name)))
      .map(({ name, meaning, otherwise }) => [`\`${name}\``, plain(meaning), plain(otherwise)]);
    return rows.length === 0 ? '' : `## ${title}\n\n${table(['variable', 'meaning', 'preset'], rows)}`;
  }).join('\n\n');
}
