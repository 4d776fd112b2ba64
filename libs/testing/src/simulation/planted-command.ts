import { type CommandItem, type Identity, type Indicate, laneOf, latestLease } from '@allocator/domain';
import type { Defect } from './defects.js';
import type { SimulatedDatabase } from './simulated-database.js';
import { lanesSimulated } from './simulated-pools.js';

/** The command as it is decided: spoiled where a defect of indications is planted, else as it was sent. */
export function plantedCommand(
  item: CommandItem,
  defect: Defect | undefined,
  database: SimulatedDatabase,
): CommandItem {
  const { command, fingerprint } = item;
  if (command.type !== 'Indicate') return item;
  if (defect === 'generation-not-checked') return { command: ofCurrentHolder(command, database), fingerprint };
  if (defect === 'refused-token-not-checked') return { command: ofNewestToken(command, database), fingerprint };
  return item;
}

/** About the holder at the time of the decision, whichever it is. */
function ofCurrentHolder(command: Indicate, database: SimulatedDatabase): Indicate {
  const generation = (): number => identityOf(command, database)?.generation ?? 0;
  return {
    ...command,
    get generation() {
      return generation();
    },
  };
}

/** About the newest token at the time of the decision. */
function ofNewestToken(command: Indicate, database: SimulatedDatabase): Indicate {
  const newest = (): number | undefined => {
    const identity = identityOf(command, database);
    return identity && latestLease(identity)?.tokenSequence;
  };
  return {
    ...command,
    get tokenSequence() {
      return newest();
    },
  };
}

function identityOf({ poolId, impi }: Indicate, database: SimulatedDatabase): Identity | undefined {
  const { identities } = database.lane(laneOf(String(poolId), lanesSimulated));
  return [...identities.values()].find((one) => one.impi === impi);
}
