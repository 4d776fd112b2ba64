import { commandId } from '@allocator/contracts';
import type { CommandId } from '@allocator/domain';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';

/** The command's id from the `Idempotency-Key` header; undefined where none came. */
export function readIdempotencyKey(header: string | string[] | undefined): CommandId | undefined {
  if (header === undefined) return undefined;
  const parsed = commandId.safeParse(header);
  if (!parsed.success)
    throw new ProblemError('idempotency-key-invalid', { detail: 'Idempotency-Key: a UUID is needed' });
  return parsed.data;
}

/** Injects the command's id; a request without one is refused, because a retry of it could not be told from a new command. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): CommandId => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const key = readIdempotencyKey(headers['idempotency-key']);
  if (key === undefined) {
    throw new ProblemError('idempotency-key-required', {
      detail: 'send an Idempotency-Key header with a new UUID, and the same one when you retry',
    });
  }
  return key;
});
