import type { Bearer } from './access-token.js';
import { auditor, epCscf, imsOperator, wwsf } from './access-token.js';

type Text = Record<string, unknown>;

/** Whose what is, as the tests of this process have set it up: by id, which they keep apart. */
const operatorOfAgreement = new Map<string, { operatorId: string; wwsfId: string }>();
const agreementOfPool = new Map<string, string>();
const poolOfAssignment = new Map<string, string>();

/** An id that the service takes; a token of another one would not even be believed. */
const isName = (id: string | undefined): id is string => /^[A-Za-z0-9][\w.-]{0,63}$/.test(id ?? '');

const byDefault = { operatorId: 'op-a', wwsfId: 'wwsf-a' };

/** Whom a call is right for, so that a test need not say who calls where that is not what it is about. */
export function callerOfCall(method: string, path: string, body: unknown): Bearer {
  const [, , resource, id = '', part] = path.split('?')[0]?.split('/') ?? [];
  const given = (typeof body === 'object' && body !== null ? body : {}) as Text;
  switch (`${method} ${String(resource)}`) {
    case 'PUT operators':
    case 'GET operators':
      return imsOperator(isName(id) ? id : byDefault.operatorId);
    case 'PUT agreements':
      return imsOperator(text(given, 'operatorId') ?? byDefault.operatorId);
    case 'PUT pools':
      return imsOperator(partiesOfAgreement(text(given, 'agreementId') ?? '').operatorId);
    case 'POST pools':
      return part === 'identities' ? imsOperator(partiesOfPool(id).operatorId) : wwsf(partiesOfPool(id).wwsfId);
    case 'POST assignments':
    case 'GET assignments':
      return wwsf(partiesOfPool(poolOfAssignment.get(id) ?? '').wwsfId);
    case 'POST indications':
      return epCscf(text(given, 'operatorId') ?? byDefault.operatorId);
    default:
      return auditor;
  }
}

/** Remembers whose things are, from what was asked and answered. */
export function learn(method: string, path: string, asked: unknown, answered: Text): void {
  const [, , resource, id = ''] = path.split('/');
  const given = (typeof asked === 'object' && asked !== null ? asked : {}) as Text;
  const { operatorId, wwsfId, agreementId } = given as Record<string, string | undefined>;
  if (method === 'PUT' && resource === 'agreements' && operatorId !== undefined && wwsfId !== undefined) {
    if (answered['agreementId'] === id) operatorOfAgreement.set(id, { operatorId, wwsfId });
  }
  if (method === 'PUT' && resource === 'pools' && agreementId !== undefined && answered['poolId'] === id) {
    agreementOfPool.set(id, agreementId);
  }
  const { assignmentId, poolId } = answered;
  if (typeof assignmentId === 'string' && typeof poolId === 'string') poolOfAssignment.set(assignmentId, poolId);
}

function partiesOfAgreement(agreementId: string) {
  return operatorOfAgreement.get(agreementId) ?? byDefault;
}

function partiesOfPool(poolId: string) {
  return partiesOfAgreement(agreementOfPool.get(poolId) ?? '');
}

function text(body: Text, member: string): string | undefined {
  const value = body[member];
  return typeof value === 'string' && isName(value) ? value : undefined;
}
