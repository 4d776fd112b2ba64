/**
 * Bugs that are planted around the product's code, never in it. They show that a simulation which finds nothing could have found
 * something. Each has the same effect as the bug that it is named after.
 * `lost-lane-lock`: transactions of one lane run at the same time.
 * `instant-off-by-one`: an identity is assigned one millisecond before its instant.
 * `relay-skips-tail`: the checkpoint moves past the last event of a transaction, which is not published.
 * `fence-lost`: a publisher that another one has fenced continues.
 * `refusal-outcome-not-stored`: a refusal is answered and forgotten.
 * `generation-not-checked`: an indication about a former holder counts for the current one.
 * `half-of-a-lane-committed`: a transaction of several lanes fails in one of them, and a part of another one's writes is committed.
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
  'half-of-a-lane-committed',
] as const;

export type Defect = (typeof defects)[number];

/**
 * Defects of the simulated database. Only the model of the IMS can find one of them:
 * `raise-under-way-not-counted`: a batch takes leases as they are, though a raise that is under way will move them.
 */
export type DatabaseDefect = Defect | 'raise-under-way-not-counted';
