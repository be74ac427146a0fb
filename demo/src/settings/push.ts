import { callRetention } from '../api/retention.ts';

/** `denied`: the browser does not let this site notify. `failed`: nobody could take the subscription. */
export type PushOutcome = 'done' | 'denied' | 'failed';

/** The key to subscribe with; null where this browser, or the retention system, has no pushes. */
export async function pushKey(): Promise<string | null> {
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis)) return null;
  const answer = await callRetention('push_key', {});
  return answer.outcome === 'answered' ? answer.body.public_key : null;
}

export async function isSubscribed(): Promise<boolean> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  const subscription = (await registration?.pushManager.getSubscription()) ?? null;
  return subscription !== null;
}

export async function subscribe(key: string): Promise<PushOutcome> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  try {
    const registration = await navigator.serviceWorker.register('/push-worker.js');
    await navigator.serviceWorker.ready;
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = subscription.toJSON();
    const answer = await callRetention('push_subscribe', {
      endpoint: endpoint ?? '',
      keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' },
    });
    return answer.outcome === 'answered' ? 'done' : 'failed';
  } catch {
    return 'failed';
  }
}

export async function unsubscribe(): Promise<PushOutcome> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  const subscription = (await registration?.pushManager.getSubscription()) ?? null;
  if (subscription === null) return 'done';
  const { endpoint } = subscription;
  await subscription.unsubscribe();
  const answer = await callRetention('push_unsubscribe', { endpoint });
  return answer.outcome === 'answered' ? 'done' : 'failed';
}
