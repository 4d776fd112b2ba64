import type { Answers } from '../service/answers.js';
import type { Versioned } from '../service/service-client.js';
import { servicePath } from '../service/service-path.js';
import { useVersioned } from '../service/use-versioned.js';
import { Dialog } from '../ui/dialog.js';
import { EffectList } from '../ui/effect-list.js';
import { useToast } from '../ui/toast-provider.js';
import { changeError } from './change-error.js';
import { EarlierChange } from './earlier-change.js';
import { PoolTermsFields } from './pool-terms-fields.js';
import { type PoolTerms, poolMembers, poolTermsEffects, poolTermsOf } from './pool-terms.js';
import { ReadDialog } from './read-dialog.js';
import { useTermsChange } from './use-terms-change.js';
import { useTermsEdit } from './use-terms-edit.js';

interface PoolTermsDialogProps {
  readonly poolId: string;
  readonly onClose: () => void;
}

/** Changes the agreement and the policy of a pool, with what follows from them. For IMS operators only. */
export function PoolTermsDialog({ poolId, onClose }: PoolTermsDialogProps) {
  const read = useVersioned('/v1/pools/{poolId}', { poolId });
  if (read.data === undefined) return <ReadDialog title={`Change ${poolId}`} error={read.error} onClose={onClose} />;
  return <PoolTermsForm read={read.data} onClose={onClose} />;
}

interface PoolTermsFormProps {
  readonly read: Versioned<Answers['/v1/pools/{poolId}']>;
  readonly onClose: () => void;
}

function PoolTermsForm({ read: { body, etag }, onClose }: PoolTermsFormProps) {
  const { poolId } = body;
  const current = poolTermsOf(body);
  const { proposed, propose, former } = useTermsEdit(current, etag, poolMembers);
  const change = useTermsChange<PoolTerms, unknown>(servicePath('/v1/pools/{poolId}', { poolId }));
  const toast = useToast();
  const effects = poolTermsEffects(current, proposed);
  return (
    <Dialog
      title={`Change ${poolId}`}
      action="Set the terms"
      busy={change.isPending}
      error={changeError(change.error, { sent: change.variables?.etag, shown: etag })}
      blocked={effects.length === 0}
      onConfirm={() =>
        change.mutate(
          { body: proposed, etag },
          {
            onSuccess: () => {
              toast(`Set the terms of ${poolId}`);
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      {former !== null && <EarlierChange changes={poolTermsEffects(former, current)} />}
      <PoolTermsFields terms={proposed} onChange={propose} />
      <EffectList
        effects={
          effects.length === 0
            ? ['No change yet.']
            : [...effects, 'Live assignments keep their bounds: the change applies to new assignments.']
        }
      />
    </Dialog>
  );
}
