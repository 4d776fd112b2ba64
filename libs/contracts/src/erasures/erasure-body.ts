import { z } from 'zod';
import { subject } from '../assignments/subject.js';

/** `POST /v1/pools/{poolId}/erasures` */
export const erasureBody = z.strictObject({ subject }).meta({ id: 'Erasure' });
