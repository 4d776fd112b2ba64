import type { Metrics } from '@allocator/runtime';
import type { Role } from '../config/environment.js';
import { roles } from '../config/environment.js';

/** @param own roles of this process */
export function declareRoles(metrics: Metrics, own: ReadonlySet<Role>): void {
  metrics.gauge(
    { name: 'allocator_role', help: '1 for a role of this process, 0 for the others.', labels: ['role'] },
    () => roles.map((role) => ({ value: Number(own.has(role)), labels: { role } })),
  );
}
