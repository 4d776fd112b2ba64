import { accessRoles } from '../session/access-role.js';
import { type Page, lazyPage } from './page.js';

/** All pages, in the order of the navigation. The first one that a role may use is where it starts. */
export const pages: readonly Page[] = [
  lazyPage({
    pattern: '/pools',
    navigation: 'Pools',
    roles: accessRoles,
    load: async () => (await import('../pages/pools/pools-page.js')).PoolsPage,
  }),
  lazyPage({
    pattern: '/pools/{poolId}',
    roles: accessRoles,
    load: async () => (await import('../pages/pool/pool-page.js')).PoolPage,
  }),
  lazyPage({
    pattern: '/agreements',
    navigation: 'Agreements',
    roles: ['wwsf', 'ims-operator', 'auditor', 'analyst'],
    load: async () => (await import('../pages/agreements/agreements-page.js')).AgreementsPage,
  }),
  lazyPage({
    pattern: '/pools/{poolId}/identities/{impi}',
    roles: accessRoles,
    load: async () => (await import('../pages/identity/identity-page.js')).IdentityPage,
  }),
  lazyPage({
    pattern: '/who-held',
    navigation: 'Who held it',
    roles: ['auditor'],
    load: async () => (await import('../pages/who-held/who-held-page.js')).WhoHeldPage,
  }),
  lazyPage({
    pattern: '/live',
    navigation: 'Live',
    roles: ['wwsf', 'ims-operator', 'auditor', 'analyst'],
    load: async () => (await import('../pages/live/live-page.js')).LivePage,
  }),
  lazyPage({
    pattern: '/history',
    navigation: 'History',
    roles: ['auditor', 'analyst'],
    load: async () => (await import('../pages/history/history-page.js')).HistoryPage,
  }),
  lazyPage({
    pattern: '/health',
    navigation: 'Health',
    roles: accessRoles,
    load: async () => (await import('../pages/health/health-page.js')).HealthPage,
  }),
];
