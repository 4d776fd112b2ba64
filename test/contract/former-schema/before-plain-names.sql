-- The names before the migration PlainNames.
alter table subjects rename column last_identity to last_lent;
alter table subjects rename column earlier_identities to also_lent;
alter table pools rename column assign_not_before to lend_not_before;
alter table pool_reuse rename column assignments to lendings;
alter table subject_assignments rename to subject_lendings;
alter table subject_lendings rename constraint subject_assignments_pkey to subject_lendings_pkey;
