import { hash } from 'node:crypto';
import type { CommandItem, IdentifiedCommand, Indicate } from '@allocator/domain';

const hexOf64Bits = 16;

/**
 * Distinguishes commands that have the same id: the first 64 bits of a SHA-256 over the command's id and content, as a signed decimal
 * (stored as a bigint). The sender and the transport are not content: a retry can come over the other transport. Neither is the
 * subject's reference: with a stored hash of it one could test a guess after an erasure (docs/adr/0043).
 */
export function fingerprintOf(command: IdentifiedCommand): string {
  // As text: to make a buffer of so short a digest takes Node four times as long as the digest itself.
  const digest = hash('sha256', JSON.stringify([command.commandId, ...contentOf(command)]), 'hex');
  return BigInt.asIntN(64, BigInt(`0x${digest.slice(0, hexOf64Bits)}`)).toString();
}

function contentOf(command: IdentifiedCommand): readonly unknown[] {
  switch (command.type) {
    case 'Assign':
      return ['Assign', command.poolId, command.subject.kind];
    case 'Release':
    case 'Prolong':
      return [command.type, command.assignmentId];
    case 'Indicate':
      return contentOfIndication(command);
    case 'Suspend':
    case 'Resume':
    case 'Retire':
      return [command.type, command.poolId, command.impi];
    case 'Revoke':
      return ['Revoke', command.poolId, command.impi, command.quarantineSeconds, command.reason];
  }
}

/** A member that is absent has no part in it: so indications from before the member existed keep their fingerprint. */
function contentOfIndication({ operatorId, impi, generation, ...claim }: Indicate): readonly unknown[] {
  const { tokenRefused, contactsRemaining = null, indicatedAt = null } = claim;
  const particulars = contactsRemaining === null && indicatedAt === null ? [] : [contactsRemaining, indicatedAt];
  return ['Indicate', operatorId, impi, generation, tokenRefused, ...particulars];
}

export function batchItem<C extends IdentifiedCommand>(command: C): CommandItem<C> {
  return { command, fingerprint: fingerprintOf(command) };
}
