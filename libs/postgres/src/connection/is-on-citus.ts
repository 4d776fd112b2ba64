import type { ClientBase, Pool } from 'pg';

/** Sessions and pools of a database that is distributed by Citus. */
const onCitus = new WeakSet<ClientBase | Pool>();

export function rememberCitus(session: ClientBase | Pool): void {
  onCitus.add(session);
}

/** True if statements must name one lane, so that Citus knows where they run. */
export function isOnCitus(session: ClientBase | Pool): boolean {
  return onCitus.has(session);
}
