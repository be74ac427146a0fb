import { destination, pino, stdTimeFunctions, type Logger } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

/**
 * Log lines are JSON on stderr: stdout belongs to what a command answers. Written at once, so that the last words
 * before a crash are not lost.
 */
export function openLogger(level: LogLevel): Logger {
  return pino({ level, base: null, timestamp: stdTimeFunctions.isoTime }, destination({ dest: 2, sync: true }));
}
