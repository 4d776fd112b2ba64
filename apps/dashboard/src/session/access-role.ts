/** What a token allows its bearer to do (docs/access.md). */
export const accessRoles = ['wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst'] as const;
export type AccessRole = (typeof accessRoles)[number];
