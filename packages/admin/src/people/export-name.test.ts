import { expect, test } from 'vitest';
import { fileNameOf } from './export-name.ts';

test.each([
  [123, 'user-123.json'],
  ['анна@example.com', 'user-анна@example.com.json'],
  ['../../etc/passwd', 'user-etc-passwd.json'],
  ['<img src=x onerror=alert(1)>', 'user-img-src-x-onerror-alert-1.json'],
  ['///', 'user-data.json'],
  ['x'.repeat(128), `user-${'x'.repeat(60)}.json`],
])('%s: %s', (id, name) => {
  expect(fileNameOf(id)).toBe(name);
});
