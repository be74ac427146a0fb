/// <reference lib="webworker" />

/**
 * Shows what the retention system pushes, and opens what it speaks of.
 * @typedef {{ title: string, body: string, tag: string, url: string, stop_url: string,
 *   actions: { action: 'open' | 'stop', title: string }[] }} Pushed
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener('push', (event) => {
  if (event.data === null) return;
  const { title, body, tag, actions, url, stop_url } = /** @type {Pushed} */ (event.data.json());
  const options = { body, tag, actions, data: { url, stop_url } };
  event.waitUntil(worker.registration.showNotification(title, options));
});

worker.addEventListener('notificationclick', (event) => {
  const { url, stop_url } = /** @type {Pushed} */ (event.notification.data);
  event.notification.close();
  event.waitUntil(worker.clients.openWindow(event.action === 'stop' ? stop_url : url));
});
