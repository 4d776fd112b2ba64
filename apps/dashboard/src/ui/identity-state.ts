/** The states of an identity, in the order in which every bar, legend and list shows them. */
export const identityStates = ['assignable', 'assigned', 'held', 'quarantined', 'suspended', 'retired'] as const;
export type IdentityState = (typeof identityStates)[number];
