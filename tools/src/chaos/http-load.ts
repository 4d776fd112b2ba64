import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  type ServiceClient,
  type Tokens,
  type WwsfCommand,
  httpRequestOf,
  whenAborted,
} from '@allocator/local';
import { type ChaosPool, operatorId, chaosPools } from './chaos-pools.js';
import { type Ledger, type SentCommand, isTransient } from './ledger.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';

const clients = 40;
/** Between two actions of one client. */
const thinkMs = { min: 20, max: 150 };
const retryMs = { min: 50, max: 300 };
/** Different users of one pool: few, so that they come back. */
const users = 150;
/** Earlier commands that are sent again during the run. */
const rememberedMax = 2_000;

/**
 * WWSFs and an eP-CSCF over HTTP: each command is sent to any process until it has a final answer, now and then to two at
 * the same time, and now and then once more minutes later.
 */
export class HttpLoad {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];
  private readonly remembered: SentCommand[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly tokens: Tokens,
    private readonly ledger: Ledger,
    random: Random,
  ) {
    for (let n = 0; n < clients; n++) this.running.push(this.client(random.fork()));
  }

  /** Sends no new command; resolves when every command has its answer, or when `giveUp` is aborted. */
  async stop(giveUp: AbortSignal): Promise<void> {
    this.stopping.abort();
    await Promise.race([Promise.all(this.running), whenAborted(giveUp)]);
  }

  /** Sends earlier commands once more: their answers must be the first ones. */
  async repeatCommands(random: Random, giveUp: AbortSignal): Promise<void> {
    for (const command of this.remembered) {
      if (giveUp.aborted) return;
      await this.untilAnswered(command, random, giveUp);
    }
  }

  /** Sends over HTTP a command that is sent over Kafka at the same time. */
  async alsoOverHttp(command: SentCommand, random: Random): Promise<void> {
    await this.untilAnswered(command, random, this.stopping.signal);
  }

  private async client(random: Random): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await sleep(random.between(thinkMs.min, thinkMs.max));
      if (random.chance(10) && this.remembered.length > 0)
        await this.untilAnswered(random.oneOf(this.remembered), random);
      else await this.visit(random.oneOf(chaosPools), random);
    }
  }

  /** A user arrives and does what users do: most just vanish. */
  private async visit({ poolId }: ChaosPool, random: Random): Promise<void> {
    const answer = await this.command({ type: 'Assign', poolId, subject: subjectOf(poolId, random) }, random);
    if (answer === undefined || answer.status >= 300) return;
    const { assignmentId, impi, generation } = answer.body as {
      assignmentId: string;
      impi: string;
      generation: number;
    };
    await sleep(random.between(thinkMs.min, 10 * thinkMs.max));
    const habit = random.below(100);
    if (habit < 15) await this.command({ type: 'Release', poolId, assignmentId }, random);
    else if (habit < 30) await this.command({ type: 'Prolong', poolId, assignmentId }, random);
    else if (habit < 40) await this.indicate({ impi, generation: generation - random.between(0, 1) }, random);
  }

  private async command(what: Omit<WwsfCommand, 'commandId'>, random: Random): Promise<Answer | undefined> {
    const command: SentCommand = { ...what, commandId: randomUUID(), over: 'HTTP', sentAt: performance.now() };
    this.ledger.sent(command);
    const answer = await this.untilAnswered(command, random);
    if (this.remembered.length < rememberedMax) this.remembered.push(command);
    else this.remembered[random.between(0, rememberedMax - 1)] = command;
    return answer;
  }

  private async untilAnswered(command: SentCommand, random: Random, giveUp?: AbortSignal): Promise<Answer | undefined> {
    for (;;) {
      const sends = Array.from({ length: random.chance(10) ? 2 : 1 }, () => this.send(command, random));
      const [answer] = await Promise.all(sends);
      if (answer !== undefined) return answer;
      if (giveUp?.aborted === true) return undefined;
      await sleep(random.between(retryMs.min, retryMs.max));
    }
  }

  /** Undefined if there was no answer, or none that is final. */
  private async send(command: SentCommand, random: Random): Promise<Answer | undefined> {
    const wwsfId = chaosPools.find(({ poolId }) => poolId === command.poolId)?.wwsfId ?? '';
    const client = this.anyProcess(random).as(this.tokens.wwsfs.get(wwsfId) ?? '');
    const answer = await client.send(httpRequestOf(command)).catch(() => undefined);
    if (answer === undefined || isTransient(answer)) return undefined;
    this.ledger.answered(command.commandId, answer, 'HTTP');
    return answer;
  }

  /** The eP-CSCF saw the end of the registration; an indication of a former holder has no effect. */
  private async indicate(named: { impi: string; generation: number }, random: Random): Promise<void> {
    const epCscf = this.anyProcess(random).as(this.tokens.epCscf);
    // The holder has had one token.
    const refusal = random.chance(70) ? { tokenRefused: true, tokenSequence: 1 } : { tokenRefused: false };
    const body = { operatorId, ...named, ...refusal };
    await epCscf.send({ method: 'POST', path: '/v1/indications', body }).catch(() => undefined);
  }

  private anyProcess(random: Random): ServiceClient {
    return random.oneOf(this.stage.services).client;
  }
}

export function subjectOf(poolId: string, random: Random): object {
  if (random.chance(20)) return { kind: 'anonymous', session: randomUUID() };
  return { kind: 'authenticated', ref: `${poolId}-user-${random.between(1, users)}` };
}
