import { z } from 'zod';
import { seconds } from '../values/ids.js';
import { storableText } from '../values/storable-text.js';

const reasonCharsMax = 200;

/** `POST /v1/pools/{poolId}/identities/{impi}/revoke` */
export const revokeBody = z
  .strictObject({
    quarantineSeconds: seconds.meta({
      description:
        "Idle time after the full bound, or from now if the identity has no holder; never shorter than the agreement's quarantine",
      examples: [604_800],
    }),
    reason: storableText(1, reasonCharsMax).meta({
      description: 'Recorded permanently in the event. Do not name a person',
      examples: ['abuse report 4711'],
    }),
  })
  .meta({ id: 'Revoke' });
