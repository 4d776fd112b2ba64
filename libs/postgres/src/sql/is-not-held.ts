/** True if the subject is not under a legal hold. A subselect with a limit, so that the plan is an index probe per subject and not a join. */
export const isNotHeld = `(select true from legal_holds h where h.subject_id = s.subject_id limit 1) is null`;
