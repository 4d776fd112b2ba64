import type { AnswerType, holdersAnswer } from '@allocator/contracts';

/** What `GET /v1/audit/holders` answers. */
export type HolderAnswer = AnswerType<typeof holdersAnswer>;
