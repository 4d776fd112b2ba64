import type { Answers } from '../service/answers.js';
import type { Versioned } from '../service/service-client.js';
import { servicePath } from '../service/service-path.js';
import { useVersioned } from '../service/use-versioned.js';
import { Dialog } from '../ui/dialog.js';
import { EffectList } from '../ui/effect-list.js';
import { useToast } from '../ui/toast-provider.js';
import {
  type AgreementTerms,
  agreementChanges,
  agreementEffects,
  agreementMembers,
  agreementTermsOf,
} from './agreement-terms.js';
import { AgreementTermsFields } from './agreement-terms-fields.js';
import { changeError } from './change-error.js';
import { EarlierChange } from './earlier-change.js';
import type { RegistrationTerms } from './lifetime-parts.js';
import { ReadDialog } from './read-dialog.js';
import { useTermsChange } from './use-terms-change.js';
import { useTermsEdit } from './use-terms-edit.js';

interface AgreementTermsDialogProps {
  readonly agreementId: string;
  /** In force. */
  readonly operator: RegistrationTerms;
  readonly onClose: () => void;
}

/** Changes an agreement: L, quarantine, shortest token and status, with what follows from them. For IMS operators only. */
export function AgreementTermsDialog({ agreementId, operator, onClose }: AgreementTermsDialogProps) {
  const read = useVersioned('/v1/agreements/{agreementId}', { agreementId });
  if (read.data === undefined) {
    return <ReadDialog title={`Change ${agreementId}`} error={read.error} onClose={onClose} />;
  }
  return <AgreementTermsForm read={read.data} operator={operator} onClose={onClose} />;
}

interface AgreementTermsFormProps {
  readonly read: Versioned<Answers['/v1/agreements/{agreementId}']>;
  readonly operator: RegistrationTerms;
  readonly onClose: () => void;
}

function AgreementTermsForm({ read: { body, etag }, operator, onClose }: AgreementTermsFormProps) {
  const { agreementId } = body;
  const current = agreementTermsOf(body);
  const { proposed, propose, former } = useTermsEdit(current, etag, agreementMembers);
  const change = useTermsChange<AgreementTerms, unknown>(servicePath('/v1/agreements/{agreementId}', { agreementId }));
  const toast = useToast();
  const { sentences, isHarmful, isPossible } = agreementEffects(current, proposed, operator);
  return (
    <Dialog
      title={`Change ${agreementId}`}
      action="Set the agreement"
      danger={isHarmful}
      busy={change.isPending}
      error={changeError(change.error, { sent: change.variables?.etag, shown: etag })}
      blocked={!isPossible}
      onConfirm={() =>
        change.mutate(
          { body: proposed, etag },
          {
            onSuccess: () => {
              toast(`Set ${agreementId}`);
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      {former !== null && <EarlierChange changes={agreementChanges(former, current)} />}
      <AgreementTermsFields current={current} terms={proposed} onChange={propose} />
      <EffectList effects={sentences} isBad={isHarmful} />
    </Dialog>
  );
}
