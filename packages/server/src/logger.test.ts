import { stripVTControlCharacters } from 'node:util';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { plainLine, REDACT } from './logger.ts';

const shown = (line: object): string => stripVTControlCharacters(plainLine(JSON.stringify(line)));

describe('a log line for a terminal', () => {
  it.each<[string, object, string]>([
    [
      'says when, what and with what',
      { level: 30, time: '2026-11-23T02:36:31.407Z', duty: 'refresh_profiles', people: 3, msg: 'a duty begins' },
      '02:36:31 a duty begins duty=refresh_profiles people=3\n',
    ],
    ['names what is no mere news', { level: 40, time: '2026-11-23T02:36:31.407Z', msg: 'odd' }, '02:36:31 warn odd\n'],
    ['names what is wrong', { level: 50, time: '2026-11-23T02:36:31.407Z', msg: 'bad' }, '02:36:31 error bad\n'],
    [
      'ends with the stack of an error',
      {
        level: 50,
        time: '2026-11-23T02:36:31.407Z',
        err: { message: 'no', stack: 'Error: no\n    at here' },
        msg: 'bad',
      },
      '02:36:31 error bad\nError: no\n    at here\n',
    ],
  ])('%s', (_, line, expected) => {
    expect(shown(line)).toBe(expected);
  });
});

it('what PostgreSQL quotes of a row stays out of the log', () => {
  const lines: string[] = [];
  const logger = pino({ redact: REDACT }, { write: (line) => void lines.push(line) });
  const detail = 'Key (email)=(hers@example.com) already exists.';
  logger.error({ err: Object.assign(new Error('duplicate key'), { code: '23505', detail, where: detail }) }, 'failed');
  expect(lines.join('')).toContain('23505');
  expect(lines.join('')).not.toContain('hers@example.com');
});
