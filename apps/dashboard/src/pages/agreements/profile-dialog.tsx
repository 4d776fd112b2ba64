import type { AnswerType, operatorBody } from '@allocator/contracts';
import type { Answers } from '../../service/answers.js';
import type { Versioned } from '../../service/service-client.js';
import { servicePath } from '../../service/service-path.js';
import { useVersioned } from '../../service/use-versioned.js';
import { changeError } from '../../terms/change-error.js';
import { EarlierChange } from '../../terms/earlier-change.js';
import type { RegistrationTerms } from '../../terms/lifetime-parts.js';
import { ReadDialog } from '../../terms/read-dialog.js';
import { type Agreement, termsPreview } from '../../terms/terms-preview.js';
import { useFormerTerms } from '../../terms/use-former-terms.js';
import { useTermsChange } from '../../terms/use-terms-change.js';
import { Dialog } from '../../ui/dialog.js';
import { EffectList } from '../../ui/effect-list.js';
import { useToast } from '../../ui/toast-provider.js';
import type { LiveAssignments } from './live-assignments.js';
import { profileEffects } from './profile-effects.js';
import { type RegistrationChange, changedTerms } from './registration-change.js';

type Operator = Answers['/v1/operators/{operatorId}'];
type OperatorBody = AnswerType<typeof operatorBody>;

interface ProfileDialogProps {
  readonly operatorId: string;
  readonly change: RegistrationChange;
  readonly agreements: readonly Agreement[];
  readonly live: ReadonlyMap<string, LiveAssignments>;
  readonly onSet: (answer: Operator) => void;
  readonly onClose: () => void;
}

/** Sets an operator's profile after saying what it moves and stops, by the profile as it is in force at that moment. */
export function ProfileDialog({ operatorId, ...form }: ProfileDialogProps) {
  const read = useVersioned('/v1/operators/{operatorId}', { operatorId });
  if (read.data === undefined) {
    return <ReadDialog title={`Set the profile of ${operatorId}?`} error={read.error} onClose={form.onClose} />;
  }
  return <ProfileForm read={read.data} {...form} />;
}

interface ProfileFormProps extends Omit<ProfileDialogProps, 'operatorId'> {
  readonly read: Versioned<Operator>;
}

function ProfileForm({ read: { body: current, etag }, change, agreements, live, onSet, onClose }: ProfileFormProps) {
  const { operatorId } = current;
  const former = useFormerTerms(current, etag);
  const proposed = changedTerms(current, change);
  const setting = useTermsChange<OperatorBody, Operator>(servicePath('/v1/operators/{operatorId}', { operatorId }));
  const toast = useToast();
  const { sentences, stopping } = profileEffects(termsPreview(current, proposed, agreements), live);
  return (
    <Dialog
      title={`Set the profile of ${operatorId}?`}
      action="Set the profile"
      danger={stopping.length > 0}
      busy={setting.isPending}
      error={changeError(setting.error, { sent: setting.variables?.etag, shown: etag })}
      onConfirm={() =>
        setting.mutate(
          { body: bodyOf(current, proposed), etag },
          {
            onSuccess: (answer) => {
              toast(`Set version ${String(answer.version)} of ${operatorId}`);
              onSet(answer);
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      {former !== null && <EarlierChange changes={changesOf(former, current)} />}
      <ul className="profile-changes">
        {changesOf(current, proposed).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <EffectList
        effects={sentences.length > 0 ? sentences : ['No agreement and no live assignment changes.']}
        isBad={stopping.length > 0}
      />
    </Dialog>
  );
}

/** The profile with the proposed terms; all else stays. */
function bodyOf({ indications, realms, numberPrefixes }: Operator, proposed: RegistrationTerms): OperatorBody {
  return {
    ...proposed,
    indications,
    ...(realms === undefined ? {} : { realms }),
    ...(numberPrefixes === undefined ? {} : { numberPrefixes }),
  };
}

/** `R_max: 600 s → 900 s` */
function changesOf(current: RegistrationTerms, proposed: RegistrationTerms): readonly string[] {
  const members = [
    ['R_max', current.maxRegistrationSeconds, proposed.maxRegistrationSeconds],
    ["Registrar's minimum", current.minRegistrationSeconds, proposed.minRegistrationSeconds],
    ['Token leeway', current.guard.tokenLeewaySeconds, proposed.guard.tokenLeewaySeconds],
    ['Clock skew', current.guard.clockSkewSeconds, proposed.guard.clockSkewSeconds],
    ['REGISTER in flight', current.guard.inFlightSeconds, proposed.guard.inFlightSeconds],
    ['Purge delay', current.guard.purgeDelaySeconds, proposed.guard.purgeDelaySeconds],
  ] as const;
  const changes = members
    .filter(([, before, after]) => before !== after)
    .map(([name, before, after]) => `${name}: ${String(before)} s → ${String(after)} s`);
  return current.registrationModel === proposed.registrationModel
    ? changes
    : [...changes, `Registration model: ${current.registrationModel} → ${proposed.registrationModel}`];
}
