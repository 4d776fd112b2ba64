/**
 * Bugs that are planted around the product's code, never in it, so that a simulation which finds nothing can be told from one
 * which cannot find anything. Each is equal in effect to the bug that it is named after.
 * `lost-lane-lock`: transactions of one lane run beside each other.
 * `instant-off-by-one`: an identity is lent one millisecond before its instant.
 * `relay-skips-tail`: the checkpoint moves past the last event of a transaction, which is not published.
 * `fence-lost`: a publisher that another one has fenced goes on.
 * `refusal-outcome-not-stored`: a refusal is answered and forgotten.
 * `generation-not-checked`: an indication about a former holder counts for the one of now.
 * `refused-token-not-checked`: a refusal of any token counts as one of the newest, and is recorded as such.
 */
export const defects = [
  'lost-lane-lock',
  'instant-off-by-one',
  'relay-skips-tail',
  'fence-lost',
  'refusal-outcome-not-stored',
  'generation-not-checked',
  'refused-token-not-checked',
] as const;

export type Defect = (typeof defects)[number];

/**
 * What can be planted in the simulated database. One of them the model of the IMS alone can find:
 * `raise-under-way-not-counted`: a batch takes leases as they are, though a raise that is under way will move them.
 */
export type DatabaseDefect = Defect | 'raise-under-way-not-counted';
