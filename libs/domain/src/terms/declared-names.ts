import type { Impi, Impu, OperatorId } from '../ids/ids.js';
import { label } from '../names/domain-fault.js';
import { isFault } from '../names/format-fault.js';
import { readImpu } from '../names/read-impu.js';
import type { TermsRefusal } from './terms-refusal.js';

/** The names that an operator has declared. Absent: the operator may use every name that no other operator has declared. */
export interface DeclaredNames {
  /** Canonical domains of IMPIs and SIP URIs, each with its sub-domains. */
  readonly realms?: readonly string[] | undefined;
  /** Prefixes of E.164 numbers (`+` and digits) in tel URIs and in SIP URIs with `user=phone`. */
  readonly numberPrefixes?: readonly string[] | undefined;
}

export type OperatorNames = DeclaredNames & { readonly operatorId: OperatorId };

/** Why an operator cannot import a row, by its own and other operators' declarations. */
export interface NameRefusal {
  readonly code: 'outside-realms' | 'outside-number-prefixes' | 'realm-taken' | 'number-prefix-taken';
  /** What is wrong and what to write instead. Never names another operator. */
  readonly detail: string;
}

/**
 * A domain of at least two labels (no operator owns a top-level domain), its last label as in `domainFault`. International labels are
 * A-labels.
 */
export const realmPattern = new RegExp(`^(?:${label}\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`);
/** The beginning of an E.164 number, or a whole one (TS 23.003 clause 13.4). */
export const numberPrefixPattern = /^\+[1-9]\d{0,14}$/;

/** The canonical names of a row. */
interface RowNames {
  readonly impi: Impi;
  readonly impus: readonly Impu[];
}

/** Names that the `detail` of a refused row lists. */
const listedMax = 5;

export function declaresNames({ realms, numberPrefixes }: DeclaredNames): boolean {
  return realms !== undefined || numberPrefixes !== undefined;
}

/** True for the realm itself and for its sub-domains. */
function isInRealm(domain: string, realm: string): boolean {
  return domain === realm || domain.endsWith(`.${realm}`);
}

/**
 * Why an operator cannot declare these names: each name belongs to one operator. Names that it has already declared are not compared, so
 * a profile that adds no names is never refused for them.
 * @param others declared names of all other operators
 */
export function takenName(
  proposed: DeclaredNames,
  current: DeclaredNames | undefined,
  others: readonly DeclaredNames[],
): TermsRefusal | undefined {
  const realms = others.flatMap((other) => other.realms ?? []);
  for (const realm of added(proposed.realms, current?.realms)) {
    if (realms.some((taken) => isInRealm(realm, taken) || isInRealm(taken, realm))) {
      return { code: 'realm-taken', detail: `realms: ${realm} overlaps a realm of another operator` };
    }
  }
  const prefixes = others.flatMap((other) => other.numberPrefixes ?? []);
  for (const prefix of added(proposed.numberPrefixes, current?.numberPrefixes)) {
    if (prefixes.some((taken) => prefix.startsWith(taken) || taken.startsWith(prefix))) {
      const detail = `numberPrefixes: ${prefix} overlaps a number prefix of another operator`;
      return { code: 'number-prefix-taken', detail };
    }
  }
  return undefined;
}

function added(proposed: readonly string[] = [], current: readonly string[] = []): readonly string[] {
  return proposed.filter((name) => !current.includes(name));
}

/** Why the operator cannot import a row with these names; undefined if it can. */
export function judgeNames(
  operatorId: OperatorId,
  declared: readonly OperatorNames[],
): (row: RowNames) => NameRefusal | undefined {
  if (declared.length === 0) return () => undefined;
  const own = declared.find((names) => names.operatorId === operatorId);
  const others = declared.filter((names) => names.operatorId !== operatorId);
  const taken = {
    realms: new Set(others.flatMap(({ realms = [] }) => realms)),
    prefixes: new Set(others.flatMap(({ numberPrefixes = [] }) => numberPrefixes)),
  };
  return ({ impi, impus }) => {
    for (const { name, domain, number } of namesOf(impi, impus)) {
      const refusal =
        (domain === undefined ? undefined : judgeDomain(name, domain, own?.realms, taken.realms)) ??
        (number === undefined ? undefined : judgeNumber(name, number, own?.numberPrefixes, taken.prefixes));
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };
}

interface NameParts {
  readonly name: string;
  readonly domain: string | undefined;
  readonly number: string | undefined;
}

function namesOf(impi: string, impus: readonly string[]): readonly NameParts[] {
  const ofImpi = { name: impi, domain: impi.slice(impi.indexOf('@') + 1), number: undefined };
  const ofImpus = impus.map((impu): NameParts => {
    const read = readImpu(impu);
    if (isFault(read)) throw new Error(`${impu} is not canonical: ${read.detail}`);
    return { name: impu, domain: read.address?.domain, number: read.number };
  });
  return [ofImpi, ...ofImpus];
}

function judgeDomain(
  name: string,
  domain: string,
  own: readonly string[] | undefined,
  taken: ReadonlySet<string>,
): NameRefusal | undefined {
  if (withParents(domain).some((realm) => taken.has(realm))) {
    return { code: 'realm-taken', detail: `${name} is in a realm that another operator has declared as its own` };
  }
  if (own === undefined || own.some((realm) => isInRealm(domain, realm))) return undefined;
  const detail = `${name} is outside the operator's realms: use ${listed(own)}, or a sub-domain, or add the realm to the profile`;
  return { code: 'outside-realms', detail };
}

function judgeNumber(
  name: string,
  number: string,
  own: readonly string[] | undefined,
  taken: ReadonlySet<string>,
): NameRefusal | undefined {
  if (beginningsOf(number).some((prefix) => taken.has(prefix))) {
    const detail = `${name} begins with a number prefix that another operator has declared as its own`;
    return { code: 'number-prefix-taken', detail };
  }
  if (own === undefined || own.some((prefix) => number.startsWith(prefix))) return undefined;
  const detail =
    `${name} is outside the operator's number prefixes: use a number that begins with ${listed(own)}, ` +
    'or add the prefix to the profile';
  return { code: 'outside-number-prefixes', detail };
}

/** The domain and all its parent domains. */
function withParents(domain: string): readonly string[] {
  const labels = domain.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

/** Of `+4930`: `+4`, `+49`, `+493` and `+4930`. */
function beginningsOf(number: string): readonly string[] {
  return Array.from({ length: number.length - 1 }, (_, index) => number.slice(0, index + 2));
}

function listed(names: readonly string[]): string {
  const more = names.length - listedMax;
  return names.slice(0, listedMax).join(', ') + (more > 0 ? ` (and ${String(more)} more in the profile)` : '');
}
