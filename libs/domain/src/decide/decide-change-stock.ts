import type { ChangeStock } from '../commands/command.js';
import type { StockChangedData } from '../events/stock-event.js';
import { evolve } from '../evolve/evolve.js';
import type { Identity } from '../identity/identity.js';
import { openLease } from '../identity/identity.js';
import type { Instant } from '../ids/instant.js';
import { later } from '../ids/instant.js';
import type { Decision } from './decision.js';
import { refuse } from './decision.js';

const changes = {
  Suspend: { type: 'IdentitySuspended', stock: 'suspended' },
  Resume: { type: 'IdentityResumed', stock: 'active' },
  Retire: { type: 'IdentityRetired', stock: 'retired' },
} as const;

/**
 * Refusals in this order: `identity-not-found`, `identity-retired`. A change of stock never affects the present holder: a retirement
 * takes effect at the holder's bound.
 */
export function decideChangeStock(
  command: ChangeStock,
  { now, identity }: { readonly now: Instant; readonly identity: Identity | undefined },
): Decision<ChangeStock> {
  if (identity === undefined) return refuse({ code: 'identity-not-found' });
  const { type, stock } = changes[command.type];
  if (identity.stock === stock) return { events: [], answer: { kind: 'stock-changed', identity, at: now } };
  if (identity.stock === 'retired') return refuse({ code: 'identity-retired' });
  const lease = openLease(identity);
  const drained = command.type === 'Retire' && lease !== undefined ? later(now, lease.reassignableAt) : now;
  const data: StockChangedData = {
    poolId: identity.poolId,
    impi: identity.impi,
    impus: identity.impus,
    generation: identity.generation,
    effectiveAt: drained,
    commandId: command.commandId,
  };
  const event = { type, data } as const;
  return { events: [event], answer: { kind: 'stock-changed', identity: evolve(identity, event), at: now } };
}
