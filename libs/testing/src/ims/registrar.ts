import type { ImsSettings } from './ims-settings.js';
import { shareAName, type Token } from './token.js';

/** A REGISTER that a node has accepted and forwarded. */
export interface Register {
  readonly token: Token;
  /** Names the client's device or tab; the contact of another holder is always another contact. */
  readonly contact: string;
  readonly node: string;
  readonly acceptedAt: number;
  readonly arrivesAt: number;
  /** The Expires that the client asks for; 0 ends the contact's binding, `Infinity` asks for the longest. */
  readonly requestedMs: number;
  /** Time to the end of the token by the node's clock on acceptance; negative within the leeway. */
  readonly tokenLeftMs: number;
  /** The purge delay of the binding, as a share of the longest, from 0 to 1. */
  readonly purgeShare: number;
}

/** A contact at the registrar, from `from` until just before `goneAt`. */
export interface Binding {
  readonly register: Register;
  readonly from: number;
  readonly grantedMs: number;
  readonly purgeMs: number;
  readonly goneAt: number;
}

/** The Expires that the registrar grants; zero or negative if the REGISTER makes no binding. */
export function grantedMs(register: Pick<Register, 'requestedMs' | 'tokenLeftMs'>, settings: ImsSettings): number {
  const { registrationModel, maxRegistrationMs, minRegistrationMs } = settings;
  const { requestedMs, tokenLeftMs } = register;
  if (requestedMs === 0) return 0;
  const cap = registrationModel === 'capped-by-token' ? Math.min(maxRegistrationMs, tokenLeftMs) : maxRegistrationMs;
  return Math.max(Math.min(requestedMs, cap), Math.min(minRegistrationMs, maxRegistrationMs));
}

/** The S-CSCF with all present and past bindings. */
export class Registrar {
  private readonly all: Binding[] = [];

  /** Every binding that ever existed, in the order in which they began. */
  get bindings(): readonly Binding[] {
    return this.all;
  }

  /** A refresh replaces the contact's binding, a deregistration removes it. */
  arrive(register: Register, settings: ImsSettings): void {
    const { arrivesAt: from, token, contact } = register;
    this.replace(
      (binding) => isPresent(binding, from) && isOf(binding, token, contact),
      (binding) => ({ ...binding, goneAt: from }),
    );
    const binding = bindingOf(register, settings);
    if (binding !== undefined) this.all.push(binding);
  }

  /** Bindings at this instant under any name of the identity, from any holder. */
  present(names: Pick<Token, 'impi' | 'impus'>, at: number): readonly Binding[] {
    return this.all.filter((binding) => isPresent(binding, at) && shareAName(binding.register.token, names));
  }

  /** A longer purge delay applies to present bindings; a shorter one does not. */
  changePurgeDelay(settings: ImsSettings, at: number): void {
    this.replace(
      (binding) => isPresent(binding, at),
      (binding) => {
        const purgeMs = Math.max(binding.purgeMs, binding.register.purgeShare * settings.purgeDelayMs);
        return { ...binding, purgeMs, goneAt: binding.from + binding.grantedMs + purgeMs };
      },
    );
  }

  private replace(isMeant: (binding: Binding) => boolean, change: (binding: Binding) => Binding): void {
    this.all.forEach((binding, index) => {
      if (isMeant(binding)) this.all[index] = change(binding);
    });
  }
}

/** The binding that the REGISTER makes under these settings; undefined if it makes none. */
export function bindingOf(register: Register, settings: ImsSettings): Binding | undefined {
  const granted = grantedMs(register, settings);
  if (granted <= 0) return undefined;
  const { arrivesAt: from, purgeShare } = register;
  const purgeMs = purgeShare * settings.purgeDelayMs;
  return { register, from, grantedMs: granted, purgeMs, goneAt: from + granted + purgeMs };
}

function isPresent({ from, goneAt }: Binding, at: number): boolean {
  return from <= at && at < goneAt;
}

function isOf({ register }: Binding, token: Token, contact: string): boolean {
  return register.contact === contact && register.token.holder === token.holder && shareAName(register.token, token);
}
