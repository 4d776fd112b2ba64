import type { AccessRole } from './access-role.js';
import { useSession } from './use-session.js';

/** Whether the user has one of the roles that may make a call. */
export function useMay(...roles: readonly AccessRole[]): boolean {
  const session = useSession();
  return roles.some((role) => session.roles.has(role));
}
