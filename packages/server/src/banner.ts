import { join } from 'node:path';
import type { Config } from './config.ts';

export interface BannerFacts {
  readonly address: string;
  /** Whether an app is served beside. */
  readonly app: boolean;
  readonly config: Pick<Config, 'databaseUrl' | 'dataDir' | 'now' | 'timezone'>;
  readonly secretsFile: string;
  /** Through which anything can leave. */
  readonly channels: readonly string[];
  /** Secrets made on this very start: the only time they are shown. */
  readonly generated: Readonly<Record<string, string>>;
  /** Where they were written down instead, since what is said here is kept in a log; null: they are shown. */
  readonly generatedFile: string | null;
  /** Paragraphs of the app beside. */
  readonly notes: readonly string[];
}

/** What a person sees when the server has started: where to look, and what was generated. */
export function banner(facts: BannerFacts): string {
  const { address, app, config, secretsFile, channels, notes } = facts;
  const rows = [
    ['Server', address],
    ...(app ? [['App', `${address}/`] as const] : []),
    ['Dashboard', `${address}/admin/`],
    ['API page', `${address}/api/`],
    ['Database', config.databaseUrl === null ? `PostgreSQL in ${join(config.dataDir, 'postgres')}` : 'of DATABASE_URL'],
    ['Secrets', secretsFile],
    ['Messages', channels.length === 0 ? 'in the app; no channel is configured' : `in the app, ${channels.join(', ')}`],
    [
      'Clock',
      config.now === null ? config.timezone : `${config.timezone}, virtual: from ${new Date(config.now).toISOString()}`,
    ],
  ] as const;
  const lines = [
    '',
    '  OnePercent Retention is running',
    '',
    ...rows.map(([name, value]) => `    ${name.padEnd(12)}${value}`),
    '',
    ...generatedLines(facts),
    ...notes.flatMap((note) => [...note.split('\n').map((line) => `  ${line}`), '']),
    '  Ctrl-C stops it.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function generatedLines({ generated, generatedFile, secretsFile }: BannerFacts): string[] {
  const secrets = Object.entries(generated);
  if (secrets.length === 0) return [];
  if (generatedFile !== null) {
    return [
      `  Secrets were generated. They are in ${generatedFile} and not here, where a log may keep them:`,
      '  read the password there, and remove the file.',
      '',
    ];
  }
  return [
    `  Generated, and kept in ${secretsFile} (of the password only a hash); shown only now:`,
    '',
    ...secrets.map(([name, value]) => `    ${name.padEnd(26)}${value}`),
    '',
  ];
}
