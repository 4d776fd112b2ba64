/**
 * The lease that all examples show. L = 3600 s, R_max = 600 s and a guard of 318 s leave a token of 2682 s; the agreement has a
 * quarantine of 60 s.
 */
export const exampleLease = {
  identity: {
    poolId: 'pool-a',
    impi: 'web-000417@ims.op-a.example',
    impus: ['sip:web-000417@wrtc.op-a.example'],
    generation: 1,
  },
  assignmentId: '6-42',
  commandId: '0b9a4f39-6f0a-4a7e-9d59-7c7f6f3a1c11',
  subjectId: '1718feee-11a2-42e4-b284-adb5b3a0a119',
  tokenSequence: 1,
  assignedAt: '2026-01-01T09:00:00.000Z',
  tokenExpiresAt: '2026-01-01T09:44:42.000Z',
  reassignableAt: '2026-01-01T10:00:00.000Z',
  assignableAt: '2026-01-01T10:01:00.000Z',
};
