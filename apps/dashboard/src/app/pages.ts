import { accessRoles } from '../session/access-role.js';
import { type Page, lazyPage } from './page.js';

/** All pages, in the order of the navigation. The first one that a role may use is where it starts. */
export const pages: readonly Page[] = [
  lazyPage({
    pattern: '/health',
    navigation: 'Health',
    roles: accessRoles,
    load: async () => (await import('../pages/health/health-page.js')).HealthPage,
  }),
];
