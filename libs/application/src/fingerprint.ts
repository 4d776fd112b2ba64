import { hash } from 'node:crypto';
import type { BatchItem, IdentifiedCommand } from '@allocator/domain';
import { referenceOf } from '@allocator/domain';

const hexOf64Bits = 16;

/**
 * Tells a command from another under the same id: the first 64 bits of a SHA-256 over its content and its id, as a
 * signed decimal (the database keeps it as a bigint). Who sent it and over what is not content: a retry may take the other way.
 */
export function fingerprintOf(command: IdentifiedCommand): string {
  // As text: Node takes four times as long to make a buffer of so short a digest as to make the digest.
  const digest = hash('sha256', JSON.stringify([command.commandId, ...contentOf(command)]), 'hex');
  return BigInt.asIntN(64, BigInt(`0x${digest.slice(0, hexOf64Bits)}`)).toString();
}

function contentOf(command: IdentifiedCommand): readonly unknown[] {
  switch (command.type) {
    case 'Assign': {
      const { subject } = command;
      return ['Assign', command.poolId, subject.kind, referenceOf(subject)];
    }
    case 'Release':
    case 'Prolong':
      return [command.type, command.assignmentId];
    case 'Indicate':
      return ['Indicate', command.operatorId, command.impi, command.generation, command.tokenRefused];
    case 'Suspend':
    case 'Resume':
    case 'Retire':
      return [command.type, command.poolId, command.impi];
    case 'Revoke':
      return ['Revoke', command.poolId, command.impi, command.quarantineSeconds, command.reason];
  }
}

export function batchItem(command: IdentifiedCommand): BatchItem<IdentifiedCommand> {
  return { command, fingerprint: fingerprintOf(command) };
}
