import { isExhausted } from '../../demand/is-exhausted.js';
import { formatCount, formatShare } from '../../ui/formats.js';
import { Stat, StatRow } from '../../ui/stat.js';
import { type PoolRow, exhaustionNote, sumOfPools } from './pool-row.js';

/** The figures of all pools together. */
export function PoolSums({ pools }: { readonly pools: readonly PoolRow[] }) {
  const { total, assignableNow, assigned } = sumOfPools(pools);
  const exhausted = pools.filter(({ availability }) => isExhausted(availability)).length;
  return (
    <StatRow>
      <Stat title="Pools" figure={formatCount(pools.length)} />
      <Stat
        title="Exhausted pools"
        figure={formatCount(exhausted)}
        note={exhaustionNote(pools)}
        tone={exhausted > 0 ? 'bad' : 'neutral'}
      />
      <Stat title="Identities" figure={formatCount(total)} />
      <Stat
        title="Assignable now"
        figure={formatCount(assignableNow)}
        note={total === 0 ? '–' : formatShare(assignableNow / total)}
      />
      <Stat title="Assigned" figure={formatCount(assigned)} note={total === 0 ? '–' : formatShare(assigned / total)} />
    </StatRow>
  );
}
