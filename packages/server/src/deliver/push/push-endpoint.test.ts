import { expect, it } from 'vitest';
import { readEndpoint } from './push-endpoint.ts';

const HOSTS = ['Push.example.com', 'push.example.com:8443', '127.0.0.1:4000', 'localhost:4000', '10.0.0.7:4000'];

it.each([
  'https://fcm.googleapis.com/fcm/send/dQw4:APA91bH-_x',
  'https://fcm.googleapis.com/wp/abc',
  'https://updates.push.services.mozilla.com/wpush/v2/gAAAA',
  'https://wns2-par02p.notify.windows.com/w/?token=BQYA%2bA%3d%3d',
  'https://web.push.apple.com/QGx',
  'https://api.push.apple.com/3/device/x',
  'https://push.example.com/a',
  'https://push.example.com:8443/a',
  'http://127.0.0.1:4000/a',
  'http://localhost:4000/a',
])('%s is a push service', (endpoint) => {
  expect(readEndpoint(endpoint, HOSTS)).toEqual(new URL(endpoint));
});

it.each([
  'https://evil.com/fcm.googleapis.com/',
  'https://fcm.googleapis.com.evil.com/',
  'https://evilfcm.googleapis.com/',
  'https://storage.googleapis.com/a',
  'https://push.services.mozilla.com.evil.com/',
  'https://evilpush.services.mozilla.com/',
  'https://xpush.apple.com/',
  'https://notify.windows.com/',
  'https://user:secret@fcm.googleapis.com/a',
  'https://fcm.googleapis.com@evil.com/a',
  'https://fcm.googleapis.com:22/a',
  'https://fcm.googleapis.com/a#b',
  'https://FCM.googleapis.com/a',
  'https://fcm.googleapis.com/a/../b',
  'https://fcm.googleapis.com\\@evil.com/a',
  'https://fcm.googleapis.com./a',
  'http://fcm.googleapis.com/a',
  'http://push.example.com/a',
  'http://10.0.0.7:4000/a',
  'http://127.0.0.1:4001/a',
  'http://127.0.0.1/a',
  'https://127.0.0.1/a',
  'https://[::1]/a',
  'https://169.254.169.254/latest/meta-data/',
  'https://2130706433/a',
  'ftp://fcm.googleapis.com/a',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '//fcm.googleapis.com/a',
  'fcm.googleapis.com',
  '',
])('%s is none', (endpoint) => {
  expect(readEndpoint(endpoint, HOSTS)).toBeTypeOf('string');
});
