import { storableText } from '../values/storable-text.js';
import { whole } from '../values/whole.js';

/** Events and readings of one audit answer at most. */
export const auditLimitMax = 1_000;
export const auditLimitDefault = 100;

export const auditLimit = whole(1, auditLimitMax, { description: 'Maximum number of items', examples: [100] }).default(
  auditLimitDefault,
);

/** Every audited read is recorded with it. */
export const readingReason = storableText(3, 200).meta({
  description: 'Reason of the read: a case, an order, an inquiry. It is recorded',
  examples: ['case 2026-117'],
});
