import type { RouteLocationRaw } from 'vue-router';

/** The page of a person. Ids are the host's own and may hold anything: the router encodes them. */
export function userRoute(id: number | string): RouteLocationRaw {
  return { name: 'user', params: { id: String(id) } };
}
