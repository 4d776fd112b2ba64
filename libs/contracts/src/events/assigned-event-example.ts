import { eventSchemaVersion, eventSourceOf } from '@allocator/domain';
import { exampleLease } from '../values/example-lease.js';

/** The event document of the lease that all examples show. */
export const assignedEventExample = {
  specversion: '1.0',
  id: exampleLease.assignmentId,
  source: eventSourceOf('8e3ad9dc-3b0c-4c5c-9d15-2b9c5f1b9a57'),
  type: 'Assigned',
  subject: exampleLease.identity.impi,
  time: exampleLease.assignedAt,
  dataschema: `http://127.0.0.1:8080/v1/schemas/Assigned/${String(eventSchemaVersion)}`,
  datacontenttype: 'application/json',
  lane: 6,
  position: 42,
  previous: '23b0ec6b1da25971a6bce15fb00b3f357dee35d2e0497ff3163dfa92a7c82dc0',
  data: {
    assignmentId: exampleLease.assignmentId,
    ...exampleLease.identity,
    subjectId: exampleLease.subjectId,
    subjectKind: 'authenticated',
    reassignableAt: exampleLease.reassignableAt,
    assignableAt: exampleLease.assignableAt,
    effectiveAt: exampleLease.assignedAt,
    tokenSequence: exampleLease.tokenSequence,
    tokenExpiresAt: exampleLease.tokenExpiresAt,
    agreementVersion: 1,
    operatorVersion: 1,
    guardSeconds: 318,
    quarantineSeconds: 60,
    commandId: exampleLease.commandId,
  },
};
