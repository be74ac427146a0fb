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
  /** Paragraphs of the app beside. */
  readonly notes: readonly string[];
}

/** What a person sees when the server has started: where to look, and what was generated. */
export function banner({ address, app, config, secretsFile, channels, generated, notes }: BannerFacts): string {
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
  const secrets = Object.entries(generated);
  const lines = [
    '',
    '  OnePercent Retention is running',
    '',
    ...rows.map(([name, value]) => `    ${name.padEnd(12)}${value}`),
    '',
    ...(secrets.length > 0 ? [`  Generated, and kept in ${secretsFile}; shown only now:`, ''] : []),
    ...secrets.map(([name, value]) => `    ${name.padEnd(26)}${value}`),
    ...(secrets.length > 0 ? [''] : []),
    ...notes.flatMap((note) => [...note.split('\n').map((line) => `  ${line}`), '']),
    '  Ctrl-C stops it.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
