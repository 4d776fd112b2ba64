import type { Identity, LaneView } from '@allocator/domain';
import type { DatabaseDefect } from './defects.js';

/** What a batch reads, spoiled where a defect of reads is planted. */
export function plantedView(view: LaneView, defect: DatabaseDefect | undefined): LaneView {
  switch (defect) {
    case 'instant-off-by-one':
      return oneMillisecondEarly(view);
    case 'raise-under-way-not-counted':
      return { ...view, moves: new Map() };
    case 'lost-lane-lock':
    case 'relay-skips-tail':
    case 'fence-lost':
    case 'refusal-outcome-not-stored':
    case 'generation-not-checked':
    case 'refused-token-not-checked':
    case 'half-of-a-lane-committed':
    case undefined:
      return view;
  }
}

/** Identities that become assignable in the next millisecond are assignable now, as a bug of `now >= assignableAt - 1` would have it. */
function oneMillisecondEarly(view: LaneView): LaneView {
  const early = (identity: Identity): Identity => {
    if (identity.assignableAt !== view.now + 1) return identity;
    const { holding } = identity;
    const { now } = view;
    if (holding.status === 'never-assigned' || holding.lease.reassignableAt <= now)
      return { ...identity, assignableAt: now };
    const lease = { ...holding.lease, reassignableAt: now };
    return { ...identity, assignableAt: now, holding: { ...holding, lease } };
  };
  return {
    ...view,
    identities: view.identities.map(early),
    queues: new Map([...view.queues].map(([pool, queue]) => [pool, queue.map(early)])),
  };
}
