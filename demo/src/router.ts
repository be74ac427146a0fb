import { createRouter, createWebHistory, type RouteComponent } from 'vue-router';
import { VIEWS } from '../views.ts';
import type { View } from './shell/sections.ts';

/** Each page is a file of its own that loads when it is opened; the first one comes with the app. */
const PAGES: Readonly<Record<View, () => Promise<RouteComponent>>> = {
  '/': () => import('./views/Dashboard.vue'),
  '/habits': () => import('./views/Habits.vue'),
  '/goals': () => import('./views/Goals.vue'),
  '/journal': () => import('./views/Journal.vue'),
  '/wheel': () => import('./views/Wheel.vue'),
  '/plans': () => import('./views/Plans.vue'),
  '/coach': () => import('./views/Coach.vue'),
  '/subscription': () => import('./views/Subscription.vue'),
  '/settings': () => import('./views/Settings.vue'),
};

export const router = createRouter({
  history: createWebHistory('/'),
  routes: [...VIEWS.map((path) => ({ path, component: PAGES[path] })), { path: '/:rest(.*)', redirect: '/' }],
  scrollBehavior: (to, from, saved) => {
    if (saved !== null) return saved;
    if (to.hash !== '') return false;
    return to.path === from.path ? false : { top: 0 };
  },
});
