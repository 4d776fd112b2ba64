import { z } from 'zod';
import { readingReason } from './reading-reason.js';

/** `PUT /v1/audit/subjects/{subjectId}/legal-hold` */
export const legalHoldBody = z.strictObject({ reason: readingReason }).meta({ id: 'LegalHold' });
