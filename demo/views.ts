/** Paths at which the app shows something: the router of the page and the server that serves it read one list. */
export const VIEWS = [
  '/',
  '/habits',
  '/goals',
  '/journal',
  '/wheel',
  '/plans',
  '/coach',
  '/subscription',
  '/settings',
] as const;
