import type { ServiceRequest } from './service-client.js';

/** A command of a WWSF, however it is sent. */
export interface WwsfCommand {
  readonly commandId: string;
  readonly type: 'Assign' | 'Release' | 'Prolong';
  readonly poolId: string;
  /** Of the assignment to release or prolong. */
  readonly assignmentId?: string | undefined;
  /** Whom to assign an identity to. */
  readonly subject?: object | undefined;
}

export function httpRequestOf({ commandId, type, poolId, assignmentId, subject }: WwsfCommand): ServiceRequest {
  const isAssign = type === 'Assign';
  const path = isAssign ? `/v1/pools/${poolId}/assignments` : `/v1/assignments/${assignmentId}/${type.toLowerCase()}`;
  return { method: 'POST', path, body: isAssign ? { subject } : {}, idempotencyKey: commandId };
}

export function kafkaMessageOf({ commandId, type, poolId, assignmentId, subject }: WwsfCommand): {
  readonly key: string;
  readonly value: string;
} {
  return { key: poolId, value: JSON.stringify({ commandId, type, poolId, assignmentId, subject }) };
}
