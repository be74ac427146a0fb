import { readFileSync } from 'node:fs';

/**
 * Tells when whoever started this process for a person is gone, so that a server does not keep its port with nobody
 * left to stop it: npm (it may be killed before it can pass a signal on), or the older Node that handed over to us.
 */
export function onParentGone(startedByNpm: boolean, callback: (reason: string) => void): void {
  if (process.connected) {
    process.channel?.unref();
    process.once('disconnect', () => callback('the process that started this one is gone'));
  }
  if (!startedByNpm) return;
  const family = ancestors();
  const watching = setInterval(() => {
    if (ancestors().join() === family.join()) return;
    clearInterval(watching);
    callback('npm is gone');
  }, 1000).unref();
}

/** The parent; and where that is the shell npm runs scripts with, its parent as well. */
function ancestors(): number[] {
  const parent = process.ppid;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    const [, name = '', rest = ''] = /\((.*)\) (.*)/s.exec(stat) ?? [];
    const shell = ['sh', 'dash', 'bash', 'ash', 'busybox'].includes(name);
    return shell ? [parent, Number(rest.split(' ')[1])] : [parent];
  } catch {
    return [parent];
  }
}
