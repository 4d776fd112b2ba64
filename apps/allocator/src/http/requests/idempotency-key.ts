import { commandId } from '@allocator/contracts';
import type { CommandId } from '@allocator/domain';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';

/** The command's id from the `Idempotency-Key` header; undefined if there is none. */
export function readIdempotencyKey(header: string | string[] | undefined): CommandId | undefined {
  if (header === undefined) return undefined;
  const parsed = commandId.safeParse(header);
  if (!parsed.success) throw new ProblemError('idempotency-key-invalid', { detail: 'Idempotency-Key: must be a UUID' });
  return parsed.data;
}

/** Injects the command's id. A request without one is refused: a retry would be indistinguishable from a new command. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): CommandId => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const key = readIdempotencyKey(headers['idempotency-key']);
  if (key === undefined) {
    throw new ProblemError('idempotency-key-required', {
      detail: 'send an Idempotency-Key header with a new UUID, and the same UUID in each retry',
    });
  }
  return key;
});
