import { createRouter, createWebHistory } from 'vue-router';
import { mayBeLoggedIn } from '../api/api.ts';
import DashboardPage from '../dashboard/DashboardPage.vue';

/** Pages of one section of the navigation. */
const meta = { section: 'messages' } as const;

/** The views of the dashboard. What they show stands in the query, so that a link shows the same. */
export const router = createRouter({
  history: createWebHistory('/admin/'),
  routes: [
    { path: '/', name: 'dashboard', component: DashboardPage },
    { path: '/people', name: 'people', component: () => import('../people/PeoplePage.vue') },
    { path: '/user/:id', name: 'user', component: () => import('../people/UserPage.vue'), props: true },
    { path: '/triggers', name: 'triggers', component: () => import('../triggers/TriggersPage.vue'), meta },
    { path: '/triggers/dry-run', name: 'dry_run', component: () => import('../triggers/DryRunPage.vue'), meta },
    { path: '/triggers/go-live', name: 'go_live', component: () => import('../triggers/go-live/GoLivePage.vue'), meta },
    {
      path: '/triggers/:type',
      name: 'trigger',
      component: () => import('../triggers/TriggerPage.vue'),
      props: true,
      meta,
    },
    {
      path: '/triggers/:type/people',
      name: 'trigger_people',
      component: () => import('../triggers/TriggerPeoplePage.vue'),
      props: true,
      meta,
    },
    { path: '/deliveries', name: 'deliveries', component: () => import('../triggers/DeliveriesPage.vue'), meta },
    { path: '/team', name: 'team', component: () => import('../team/TeamPage.vue') },
    { path: '/audit', name: 'audit', component: () => import('../audit/AuditPage.vue') },
    { path: '/account', name: 'account', component: () => import('../account/AccountPage.vue') },
    { path: '/login', name: 'login', component: () => import('../login/LoginPage.vue') },
    { path: '/:rest(.*)', name: 'no_such_page', component: () => import('./NoSuchPage.vue') },
  ],
  scrollBehavior(to, from, saved) {
    if (saved !== null) return saved;
    return to.path === from.path ? false : { top: 0 };
  },
});

/** Who is not logged in sees the login at once, and no page that cannot be filled. */
router.beforeEach((to) => {
  if (to.name === 'login' || mayBeLoggedIn()) return true;
  return { name: 'login', query: { to: to.fullPath }, replace: true };
});
