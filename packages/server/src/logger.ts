import { writeSync } from 'node:fs';
import { styleText } from 'node:util';
import { destination, levels, pino, stdTimeFunctions, type Logger } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

const STDERR = 2;

/**
 * Log lines go to stderr: stdout belongs to what a command answers. JSON for machines, plain lines where a person sits
 * before a terminal. Written at once, so that the last words before a crash are not lost.
 */
export function openLogger(level: LogLevel): Logger {
  const stream = process.stderr.isTTY
    ? { write: (line: string) => void writeSync(STDERR, plainLine(line)) }
    : destination({ dest: STDERR, sync: true });
  return pino({ level, base: null, timestamp: stdTimeFunctions.isoTime, redact: REDACT }, stream);
}

/** What PostgreSQL says beside its message of an error: it quotes rows, and with them people. */
export const REDACT = {
  paths: ['detail', 'where', 'internalQuery', 'dataType', 'parameters'].map((name) => `err.${name}`),
  remove: true,
};

/** A line of JSON as a person reads it: when, what is wrong with it, what happened, and with what. */
export function plainLine(json: string): string {
  const line: unknown = JSON.parse(json);
  if (typeof line !== 'object' || line === null) return json;
  const { level, time, msg, err, ...more } = { level: 0, time: '', msg: '', err: null, ...line };
  const warning = levels.values['warn'] ?? Infinity;
  const fields = Object.entries(more).map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [
    styleText('dim', time.slice(11, 19)),
    level >= warning ? ` ${styleText(level > warning ? 'red' : 'yellow', levels.labels[level] ?? '')}` : '',
    ` ${msg}`,
    styleText('dim', fields.join('')),
    err === null ? '' : `\n${stackOf(err)}`,
    '\n',
  ].join('');
}

function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { stack, message } = { stack: '', message: '', ...error };
  return stack === '' ? message : stack;
}
