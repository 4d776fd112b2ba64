import './identity-change-dialog.css';
import type { IdentityAnswer } from '@allocator/contracts';
import { useState } from 'react';
import { Dialog } from '../ui/dialog.js';
import { EffectList } from '../ui/effect-list.js';
import { useToast } from '../ui/toast-provider.js';
import { actionEffect } from './action-effect.js';
import { type IdentityAction, actionsFor } from './identity-action.js';
import { type Revocation, isComplete } from './revocation.js';
import { RevocationFields } from './revocation-fields.js';
import { useIdentityChange } from './use-identity-change.js';

interface IdentityChangeDialogProps {
  readonly identity: IdentityAnswer;
  readonly onClose: () => void;
}

const words: Readonly<Record<IdentityAction, { readonly name: string; readonly done: string; readonly hint: string }>> =
  {
    suspend: { name: 'Suspend', done: 'Suspended', hint: 'not assigned for a while' },
    resume: { name: 'Resume', done: 'Resumed', hint: 'assigned again' },
    retire: { name: 'Retire', done: 'Retired', hint: 'drained and taken out of the pool' },
    revoke: { name: 'Revoke', done: 'Revoked', hint: 'emergency: its holder abuses it' },
  };

/** A week. */
const quarantineSecondsDefault = 604_800;

/** Changes an identity: the choice of an action, its effect, and the confirmation. For IMS operators only. */
export function IdentityChangeDialog({ identity, onClose }: IdentityChangeDialogProps) {
  const actions = actionsFor(identity);
  const [action, setAction] = useState<IdentityAction>(actions[0] ?? 'revoke');
  const [revocation, setRevocation] = useState<Revocation>({
    quarantineSeconds: quarantineSecondsDefault,
    reason: '',
  });
  const [openedMs] = useState(() => Date.now());
  const change = useIdentityChange(identity);
  const toast = useToast();
  const { name, done } = words[action];

  function confirm(): void {
    const body = action === 'revoke' ? { ...revocation, reason: revocation.reason.trim() } : undefined;
    change.mutate(
      { action, body },
      {
        onSuccess: () => {
          toast(`${done} ${identity.impi}`);
          onClose();
        },
      },
    );
  }

  return (
    <Dialog
      title={`Change ${identity.impi}`}
      action={name}
      danger={action === 'retire' || action === 'revoke'}
      busy={change.isPending}
      error={change.error}
      blocked={action === 'revoke' && !isComplete(revocation)}
      onConfirm={confirm}
      onClose={onClose}
    >
      <fieldset className="identity-change-actions">
        <legend className="unseen">Action</legend>
        {actions.map((each) => (
          <label key={each}>
            <input type="radio" name="action" checked={each === action} onChange={() => setAction(each)} />
            <span>
              <b>{words[each].name}</b> <span className="muted">{words[each].hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {action === 'revoke' && (
        <RevocationFields identity={identity} nowMs={openedMs} revocation={revocation} onChange={setRevocation} />
      )}
      <EffectList effects={actionEffect(action, identity, openedMs)} />
    </Dialog>
  );
}
