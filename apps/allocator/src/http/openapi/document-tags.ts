/** The tags of operations, in the order of the page, and what has them. */
export const documentTags = {
  assignments:
    'Assign identities to subjects, prolong and release assignments, and erase references of subjects: for WWSFs',
  pools: 'The identities of a pool: which they are, in which states, and what happens to them',
  stock: "Import a pool's identities, suspend, resume, retire and revoke them: for IMS operators",
  terms: 'Profiles of IMS operators, agreements and pools, by version',
  indications: 'What an eP-CSCF knows about registrations',
  events: 'The history: events, the ends of the lanes, and signed checkpoints to verify them with',
  analytics: 'Use of pools over time, and forecasts',
  audit: 'Who held an identity. Each read is recorded with its reason',
  health: 'State of this process',
} as const;
