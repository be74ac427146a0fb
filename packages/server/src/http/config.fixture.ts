import type { AppConfig } from '../app.ts';

/** The configuration of apps in tests: known keys, no limit in the way, no channel that leads anywhere. */

export const SECRET = 'the secret of the tests, 32 characters and more';
export const HOST_KEY = 'the host key of the tests, 32 characters and more';
export const ADMIN_PASSWORD = 'the password of the tests';

export const TEST_CONFIG: AppConfig = {
  host: '127.0.0.1',
  port: 0,
  timezone: 'Europe/Moscow',
  jwtSecret: SECRET,
  jwksUrl: null,
  jwtAudience: null,
  jwtIssuer: null,
  hostKey: HOST_KEY,
  adminPassword: ADMIN_PASSWORD,
  origins: [],
  rateLimit: 1_000_000,
  publicUrl: 'https://retention.example.com',
  appUrl: 'https://app.example.com',
  linkSecret: 'the link secret of the tests, 32 characters and more',
  smtpUrl: null,
  emailFrom: null,
  dkimDomain: null,
  dkimSelector: 'retention',
  dkimKey: null,
  telegramToken: null,
  telegramApiUrl: 'https://api.telegram.org',
  telegramUpdates: 'polling',
  telegramPerSecond: 30,
  pushSubject: null,
  pushHosts: [],
  vapidPublicKey: '',
  vapidPrivateKey: '',
  webhookUrl: null,
  webhookSecret: 'the webhook secret of the tests, 32 characters',
  erasureKey: 'the erasure key of the tests, 32 characters',
  djangoDatabaseUrl: null,
};
