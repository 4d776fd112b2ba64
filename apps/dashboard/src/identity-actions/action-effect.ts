import type { IdentityAnswer } from '@allocator/contracts';
import { formatInstant } from '../ui/formats.js';
import type { IdentityAction } from './identity-action.js';
import { isHeld } from './identity-action.js';

/** What the action changes, in sentences. The effect of a revocation on the holder is the same in every state. */
export function actionEffect(action: IdentityAction, identity: IdentityAnswer, nowMs: number): readonly string[] {
  const bound = formatInstant(identity.reassignableAt);
  const held = isHeld(identity, nowMs);
  switch (action) {
    case 'suspend':
      return [
        'It is not assigned until it is resumed.',
        held ? `Its holder keeps it until ${bound} and cannot prolong.` : 'It has no holder now.',
      ];
    case 'resume':
      return [
        Date.parse(identity.assignableAt) > nowMs
          ? `It can be assigned to another holder from ${formatInstant(identity.assignableAt)}.`
          : 'It can be assigned immediately.',
      ];
    case 'retire':
      return [
        held
          ? `Its holder keeps it until ${bound} and cannot prolong. Then it is retired.`
          : 'It is retired immediately and is not assigned again.',
        'A retired identity cannot be resumed: import it again instead.',
      ];
    case 'revoke':
      return [
        held
          ? `It stays with its holder until ${bound}, whatever an eP-CSCF indicates.`
          : 'It has no holder now: the quarantine starts immediately.',
        'Its last holder does not get it again before somebody else has had it.',
        'This does not end the registration. Only the IMS can: end it there too (Cx RTR).',
      ];
  }
}
