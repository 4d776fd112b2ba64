import type { Indicate } from '@allocator/domain';
import { indicate } from '../builders.js';

/** What an eP-CSCF reports, in the terms of the contract. */
export interface Report {
  readonly poolId: Indicate['poolId'];
  readonly impi: Indicate['impi'];
  readonly generation: number;
  readonly tokenRefused: boolean;
  /** Up to which number tokens are refused; undefined where the eP-CSCF does not know the numbers. */
  readonly tokenSequence: number | undefined;
  readonly contactsRemaining: number | undefined;
  readonly indicatedAt: Indicate['indicatedAt'];
}

/** The only place that knows how a report becomes a command. */
export function indicateCommand(number: number, report: Report): Indicate {
  const { impi, generation, ...members } = report;
  return indicate(number, impi, generation, members);
}
