import { z } from 'zod';

/** A resource as the service wrote it, with members that this version does not know. */
export const item = z.record(z.string(), z.unknown());

export type Item = z.infer<typeof item>;

export function itemOf(answer: unknown): Item {
  return item.parse(answer);
}
