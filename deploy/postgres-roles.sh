#!/bin/sh
# Creates the database and the three roles that docs/deployment.md describes: the owner, the login of the service, and the role
# as which it works. Run it as a superuser, or as a user with createdb and createrole; psql reads PGHOST, PGUSER and similar variables.
# A second run changes only the passwords. The postgres image runs it when it creates its data folder.
set -eu

: "${ALLOCATOR_OWNER_PASSWORD:?set the password of allocator_owner}" "${ALLOCATOR_PASSWORD:?set the password of allocator}"

psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "${POSTGRES_USER:-${PGUSER:-postgres}}" --dbname postgres <<'SQL'
set client_min_messages = warning;
\getenv owner_password ALLOCATOR_OWNER_PASSWORD
\getenv password ALLOCATOR_PASSWORD
select format('create role %s', definition)
  from (values ('allocator_service', 'allocator_service nologin'),
               ('allocator_owner', 'allocator_owner login'),
               ('allocator', 'allocator login')) as role (name, definition)
 where not exists (select from pg_roles where rolname = role.name) \gexec
alter role allocator_owner password :'owner_password';
alter role allocator password :'password';
grant allocator_service to allocator;
-- Migrations grant the role its rights, and the role to the login of DATABASE_URL.
grant allocator_service to allocator_owner with admin option;
-- A user that is not a superuser must be able to become the owner, to create a database for it.
select format('grant allocator_owner to %I', current_user)
 where not (select rolsuper from pg_roles where rolname = current_user) \gexec
select 'create database allocator owner allocator_owner'
 where not exists (select from pg_database where datname = 'allocator') \gexec
SQL
