// `npm run --silent token -- --role wwsf --wwsf wwsf-a`: prints an access token of the local issuer, and nothing else.
import { parseArgs } from 'node:util';
import { openLocalIssuer, readLocalSettings } from '@allocator/local';

const usage = `Prints an access token for the service that npm start runs, good for 12 hours.

  npm run --silent token -- --role wwsf --wwsf wwsf-a
  npm run --silent token -- --role ims-operator --operator op-a
  npm run --silent token -- --role ep-cscf --operator op-a
  npm run --silent token -- --role auditor
  npm run --silent token -- --role analyst

LOCAL_DIR is the folder of the issuer's key, as for npm start.`;

const claimOfRole: Readonly<Record<string, 'wwsf' | 'operator' | undefined>> = {
  wwsf: 'wwsf',
  'ims-operator': 'operator',
  'ep-cscf': 'operator',
  auditor: undefined,
  analyst: undefined,
};

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    role: { type: 'string', multiple: true },
    wwsf: { type: 'string' },
    operator: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help === true) console.log(usage);
else {
  const { role: roles = [], wwsf, operator } = values;
  const fault = faultOf(roles, { wwsf, operator });
  if (fault !== undefined) throw new Error(`${fault}\n\n${usage}`);
  const issuer = await openLocalIssuer(readLocalSettings(process.env).localDir);
  console.log(await issuer.token({ roles, wwsfId: wwsf, operatorId: operator }));
}

function faultOf(roles: readonly string[], ids: Readonly<Record<'wwsf' | 'operator', string | undefined>>) {
  if (roles.length === 0) return '--role is missing';
  for (const role of roles) {
    if (!Object.hasOwn(claimOfRole, role)) return `unknown role ${role}`;
    const claim = claimOfRole[role];
    if (claim !== undefined && ids[claim] === undefined) return `the role ${role} needs --${claim}`;
  }
  return undefined;
}
