import type { AccessRole } from './access-role.js';
import type { SessionEnd } from './session-end.js';

/** Who uses the dashboard. The service decides again at each call: this only decides what is offered. */
export interface Session {
  readonly roles: ReadonlySet<AccessRole>;
  readonly wwsfId: string | null;
  readonly operatorId: string | null;
  /** The person, as the issuer names it; null while `AUTH=off`. */
  readonly subject: string | null;
  /** Null while `AUTH=off`: calls need no token then. */
  readonly accessToken: string | null;
  /** When the token ends; null if it does not say, and while `AUTH=off`. */
  readonly end: SessionEnd | null;
}
