import { hash } from 'node:crypto';
import type { CommandItem, IdentifiedCommand, Indicate } from '@allocator/domain';

const hexOf64Bits = 16;

/**
 * Tells a command from another under the same id: the first 64 bits of a SHA-256 over its content and its id, as a
 * signed decimal (the database keeps it as a bigint). Who sent it and over what is not content: a retry may take the other way.
 * Nor is the subject's reference: what is stored of it would let its reader test a guess after an erasure (docs/adr/0043).
 */
export function fingerprintOf(command: IdentifiedCommand): string {
  // As text: Node takes four times as long to make a buffer of so short a digest as to make the digest.
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

/** What it does not say is no part of it: an indication that was fingerprinted before it could be said stays the same. */
function contentOfIndication({ operatorId, impi, generation, ...said }: Indicate): readonly unknown[] {
  const { tokenRefused, contactsRemaining = null, indicatedAt = null } = said;
  const particulars = contactsRemaining === null && indicatedAt === null ? [] : [contactsRemaining, indicatedAt];
  return ['Indicate', operatorId, impi, generation, tokenRefused, ...particulars];
}

export function batchItem(command: IdentifiedCommand): CommandItem {
  return { command, fingerprint: fingerprintOf(command) };
}
