import { notForRoleText } from './not-for-role-text.js';
import type { LimitedPath } from './readers-of.js';

interface NotForRoleProps {
  /** `the forecast of a pool` */
  readonly what: string;
  /** What it would be read from. */
  readonly path: LimitedPath;
}

/** In place of what the user's role may not read. */
export function NotForRole({ what, path }: NotForRoleProps) {
  return <p className="muted">{notForRoleText(what, path)}</p>;
}
