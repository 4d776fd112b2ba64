import type { Instant } from '@allocator/domain';
import { toIso } from '@allocator/domain';

export function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : toIso(instant);
}
