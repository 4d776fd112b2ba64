import {
  type Identity,
  type Indicate,
  type Instant,
  later,
  latestLease,
  type Lease,
  plusSeconds,
} from '@allocator/domain';
import type { ImsDefect } from './ims-defects.js';

/**
 * The indication as the service receives it.
 * @param now of the database's clock, on arrival
 */
export function plantedIndication(command: Indicate, identity: Identity, now: Instant, defect: ImsDefect): Indicate {
  const lease = latestLease(identity);
  if (defect === 'generation-not-checked') return { ...command, generation: identity.generation };
  if (lease === undefined || command.generation !== identity.generation) return command;
  if (defect === 'contacts-not-checked') return { ...command, contactsRemaining: 0 };
  return command.tokenRefused ? plantedRefusal(command, lease, defect) : plantedLook(command, lease, now, defect);
}

function plantedRefusal(command: Indicate, { tokenSequence }: Lease, defect: ImsDefect): Indicate {
  const isNumbered = command.tokenSequence !== undefined;
  const counts = defect === (isNumbered ? 'older-refusal-counts' : 'unnumbered-refusal-counts');
  return counts ? { ...command, tokenSequence } : command;
}

function plantedLook(command: Indicate, lease: Lease, now: Instant, defect: ImsDefect): Indicate {
  const { indicatedAt } = command;
  if (indicatedAt === undefined) return defect === 'undated-look-counts' ? { ...command, indicatedAt: now } : command;
  if (defect === 'dated-by-arrival') return { ...command, indicatedAt: later(indicatedAt, now) };
  if (defect === 'guard-not-waited') {
    return { ...command, indicatedAt: plusSeconds(indicatedAt, lease.guardSeconds) };
  }
  return command;
}
