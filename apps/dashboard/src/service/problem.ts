/** An error of the service: a problem (RFC 9457) with a stable code. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly [member: string]: unknown;
}

export function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { title, status, code } = body as Readonly<Record<string, unknown>>;
  return typeof title === 'string' && typeof status === 'number' && typeof code === 'string';
}
