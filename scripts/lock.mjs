// One at a time: several `npm start` and `npm test` may run in one folder.
import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';

const LOCK_IS_STALE_MS = 20_000;

/**
 * Does the work while holding the file `lock`; says `waiting` where somebody else holds it. Whoever holds it keeps touching
 * it, so that the lock of a process that was killed is known by its age.
 */
export async function withLock(lock, waiting, work) {
  for (let said = false; !take(lock); said = true) {
    if (!said) console.log(waiting);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const touching = setInterval(() => utimesSync(lock, new Date(), new Date()), LOCK_IS_STALE_MS / 10);
  const release = () => rmSync(lock, { force: true });
  process.on('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
  await work();
  clearInterval(touching);
  release();
  // From here on it may be another's.
  process.off('exit', release);
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') fail(`${lock} cannot be written: ${error.message}`);
  }
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  // Its holder was killed.
  if (age > LOCK_IS_STALE_MS) rmSync(lock, { force: true });
  return false;
}

export function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}
