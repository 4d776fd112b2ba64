import type { Answers } from '../../service/answers.js';
import { guardSeconds, outlivingSeconds } from '../../terms/lifetime-parts.js';
import type { Agreement } from '../../terms/terms-preview.js';
import { formatCount, formatSeconds } from '../../ui/formats.js';
import { Stat, StatRow } from '../../ui/stat.js';
import type { LiveAssignments } from './live-assignments.js';

interface OperatorFiguresProps {
  readonly operator: Answers['/v1/operators']['items'][number];
  readonly agreements: readonly Agreement[];
  readonly live: ReadonlyMap<string, LiveAssignments>;
}

/** The profile in force, and what depends on it. */
export function OperatorFigures({ operator, agreements, live }: OperatorFiguresProps) {
  const infeasible = agreements.filter(({ feasible }) => !feasible).length;
  const assignments = [...live.values()].reduce((sum, each) => sum + each.assignments, 0);
  const seconds = (value: number): string => `${formatCount(value)} s`;
  return (
    <StatRow>
      <Stat
        title="R_max"
        figure={formatSeconds(operator.maxRegistrationSeconds)}
        note={`${seconds(operator.maxRegistrationSeconds)}, version ${String(operator.version)}`}
      />
      <Stat
        title="Outliving"
        figure={formatSeconds(outlivingSeconds(operator))}
        note={
          operator.registrationModel === 'outlives-token' ? 'a registration outlives its token' : 'the token caps it'
        }
      />
      <Stat
        title="Guard G"
        figure={formatSeconds(guardSeconds(operator.guard))}
        note={seconds(guardSeconds(operator.guard))}
      />
      <Stat
        title="Agreements"
        figure={formatCount(agreements.length)}
        note={infeasible === 0 ? 'all fit' : `${formatCount(infeasible)} without a usable token`}
        tone={infeasible === 0 ? 'neutral' : 'bad'}
      />
      <Stat title="Live assignments" figure={formatCount(assignments)} note="assigned or held" />
    </StatRow>
  );
}
