import type { LeaseEnding } from '../../events/lease-life.js';

/** Why a lease ended. */
export const endingText: Readonly<Record<LeaseEnding, string>> = {
  open: 'In use',
  released: 'Released, held up to its bound',
  expired: 'Its bound passed',
  'tokens-refused': 'Freed: tokens refused',
  'tokens-dead': 'Freed: tokens dead',
  'freed-early': 'Freed by the rule of version 0.1',
  'taken-back': 'Taken back by its holder',
  revoked: 'Revoked',
};
