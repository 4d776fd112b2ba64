export const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/** Labels of letters, digits and hyphens (TS 23.003 clause 13.2, RFC 1123 clause 2.1). */
export const domainPattern = new RegExp(`^${label}(?:\\.${label})*$`);
/** RFC 1035 clause 2.3.4. */
const domainLengthMax = 253;
/** The realm of an IMPI, and the domain of a temporary IMPU, that are derived from an IMSI (TS 23.003 clauses 13.3, 13.4B). */
export const imsiRealmPattern = /^ims\.mnc(\d{3})\.mcc(\d{3})\.3gppnetwork\.org$/;
/** Mobile country code, network code and subscriber number (TS 23.003 clause 2.2). */
export const imsiPattern = /^\d{6,15}$/;

export function isDomain(name: string): boolean {
  return name.length <= domainLengthMax && domainPattern.test(name);
}

/** Why a host is not the domain of an address of record, and what to write; undefined if it is. */
export function domainFault(domain: string): string | undefined {
  const labels = domain.split('.');
  // RFC 3261 clause 25.1, `toplabel`: so an IPv4 address is not a domain name.
  if (!/^[A-Za-z]/.test(labels.at(-1) ?? '')) {
    return `"${domain}" is not a domain name: its last label begins with a digit. Write the domain name, not an IP address`;
  }
  return undefined;
}

/** Why a text is not a domain name, and what to write. */
export function hostFault(host: string): string {
  if (host.startsWith('[')) return `"${host}" is an IP address and not a domain name: write the domain name`;
  if (host.endsWith('.') && isDomain(host.slice(0, -1))) {
    return `"${host}" is not a domain name in the form of TS 23.003: leave out the dot at its end`;
  }
  if (host.includes('%')) return `"${host}" is not a domain name: it takes no escaped characters`;
  // oxlint-disable-next-line no-control-regex
  if (/[^\u0000-\u007f]/.test(host))
    return `"${host}" is not a domain name: write international labels as A-labels (xn--...)`;
  return `"${host}" is not a domain name`;
}
