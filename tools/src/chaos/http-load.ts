import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { whenAborted } from '../process/stop-on-signals.js';
import type { Answer, Callers, HttpRequest } from './callers.js';
import { type Ledger, type SentCommand, isPassing } from './ledger.js';
import { type ChaosPool, operatorId, pools } from './pools.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';

const clients = 40;
/** Between two things that one client does. */
const thinkMs = { min: 20, max: 150 };
const againMs = { min: 50, max: 300 };
/** Different users of one pool: few, so that they come back. */
const users = 150;
/** Former commands that are sent again in the middle of it all. */
const rememberedMax = 2_000;

/** A command as it goes out over HTTP. */
interface Ready {
  readonly command: SentCommand;
  readonly request: HttpRequest;
}

/**
 * WWSFs and an eP-CSCF at work over HTTP: each command is sent until it has an answer that is final, to any process, now and
 * then to two at a time, and now and then once more, minutes later.
 */
export class HttpLoad {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];
  private readonly remembered: Ready[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly callers: Callers,
    private readonly ledger: Ledger,
    random: Random,
  ) {
    for (let n = 0; n < clients; n++) this.running.push(this.client(random.fork()));
  }

  /** Nothing new; resolves when every command has its answer, or `giveUp` says so. */
  async stop(giveUp: AbortSignal): Promise<void> {
    this.stopping.abort();
    await Promise.race([Promise.all(this.running), whenAborted(giveUp)]);
  }

  /** Commands of the past, asked once more: their answers must be the first ones. */
  async askAgain(random: Random, giveUp: AbortSignal): Promise<void> {
    for (const ready of this.remembered) {
      if (giveUp.aborted) return;
      await this.untilAnswered(ready, random, giveUp);
    }
  }

  /** The same command over HTTP that goes over Kafka at the same time. */
  async alsoOverHttp(command: SentCommand, body: object, random: Random): Promise<void> {
    await this.untilAnswered({ command, request: requestOf(command, body) }, random, this.stopping.signal);
  }

  private async client(random: Random): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await sleep(random.between(thinkMs.min, thinkMs.max));
      if (random.chance(10) && this.remembered.length > 0) {
        const former = this.remembered[random.between(0, this.remembered.length - 1)];
        if (former !== undefined) await this.untilAnswered(former, random);
      } else await this.visit(random.oneOf(pools), random);
    }
  }

  /** A user comes, and does what users do: most vanish. */
  private async visit({ poolId }: ChaosPool, random: Random): Promise<void> {
    const subject = subjectOf(poolId, random);
    const answer = await this.command({ type: 'Assign', poolId }, { subject }, random);
    if (answer === undefined || answer.status >= 300) return;
    const { assignmentId, impi, generation } = answer.body as {
      assignmentId: string;
      impi: string;
      generation: number;
    };
    await sleep(random.between(thinkMs.min, 10 * thinkMs.max));
    const habit = random.below(100);
    if (habit < 15) await this.command({ type: 'Release', poolId, assignmentId }, {}, random);
    else if (habit < 30) await this.command({ type: 'Prolong', poolId, assignmentId }, {}, random);
    else if (habit < 40) await this.indicate({ impi, generation: generation - random.between(0, 1) }, random);
  }

  private async command(
    what: Pick<SentCommand, 'type' | 'poolId' | 'assignmentId'>,
    body: object,
    random: Random,
  ): Promise<Answer | undefined> {
    const command: SentCommand = { ...what, commandId: randomUUID(), over: 'HTTP', sentAt: performance.now() };
    this.ledger.sent(command);
    const ready = { command, request: requestOf(command, body) };
    const answer = await this.untilAnswered(ready, random);
    if (this.remembered.length < rememberedMax) this.remembered.push(ready);
    else this.remembered[random.between(0, rememberedMax - 1)] = ready;
    return answer;
  }

  private async untilAnswered(ready: Ready, random: Random, giveUp?: AbortSignal): Promise<Answer | undefined> {
    for (;;) {
      const [answer] = random.chance(10)
        ? await Promise.all([this.ask(ready, random), this.ask(ready, random)])
        : [await this.ask(ready, random)];
      if (answer !== undefined) return answer;
      if (giveUp?.aborted === true) return undefined;
      await sleep(random.between(againMs.min, againMs.max));
    }
  }

  /** Undefined where there was no answer, or none that is final. */
  private async ask({ command, request }: Ready, random: Random): Promise<Answer | undefined> {
    const wwsfId = pools.find(({ poolId }) => poolId === command.poolId)?.wwsfId ?? '';
    const at = this.stage.services[random.between(0, this.stage.services.length - 1)];
    try {
      const answer = await this.callers.wwsfs.get(wwsfId)?.send(at?.baseUrl ?? '', request);
      if (answer === undefined || isPassing(answer)) return undefined;
      this.ledger.told(command.commandId, answer, 'HTTP');
      return answer;
    } catch {
      return undefined;
    }
  }

  /** The eP-CSCF has seen the end of it; what it says of a former holder changes nothing. */
  private async indicate(named: { impi: string; generation: number }, random: Random): Promise<void> {
    const at = random.oneOf(this.stage.services);
    // Whoever is indicated has had one token.
    const refusal = random.chance(70) ? { tokenRefused: true, tokenSequence: 1 } : { tokenRefused: false };
    const body = { operatorId, ...named, ...refusal };
    await this.callers.epCscf
      .send(at.baseUrl, { method: 'POST', path: '/v1/indications', body })
      .catch(() => undefined);
  }
}

export function subjectOf(poolId: string, random: Random): object {
  if (random.chance(20)) return { kind: 'anonymous', session: randomUUID() };
  return { kind: 'authenticated', ref: `${poolId}-user-${random.between(1, users)}` };
}

function requestOf({ type, poolId, assignmentId, commandId }: SentCommand, body: object): HttpRequest {
  const path =
    type === 'Assign' ? `/v1/pools/${poolId}/assignments` : `/v1/assignments/${assignmentId}/${type.toLowerCase()}`;
  return { method: 'POST', path, body, idempotencyKey: commandId };
}
