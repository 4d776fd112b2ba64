import { accessRoles } from './access-role.js';
import type { Session } from './session.js';

/** Everybody's session while the service runs with `AUTH=off`. */
export const openSession: Session = {
  roles: new Set(accessRoles),
  wwsfId: null,
  operatorId: null,
  subject: null,
  accessToken: null,
  end: null,
};
