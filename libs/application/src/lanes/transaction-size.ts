/** A smaller transaction costs nearly as much: what it costs in any case is as much as that of fifty commands. */
const sizeMin = 50;
const sizeAtFirst = 200;
/** A transaction with this share of the size is full. */
const fullShare = 0.9;
/** Largest change at a time: one slow commit is not the rule. */
const changeMax = 1.5;

/** How many commands a transaction can have so that it takes a wanted time, from what the last ones took. */
export class TransactionSize {
  size: number;

  constructor(
    private readonly msWanted: number,
    private readonly sizeMax: number,
  ) {
    this.size = Math.min(sizeAtFirst, sizeMax);
  }

  /** Small transactions say nothing about the cost of a command. */
  measured(count: number, ms: number): void {
    const isFull = count >= this.size * fullShare;
    const change = Math.min(changeMax, Math.max(1 / changeMax, this.msWanted / ms));
    if (change > 1 ? !isFull : count < sizeMin) return;
    this.size = Math.round(Math.min(this.sizeMax, Math.max(Math.min(sizeMin, this.sizeMax), this.size * change)));
  }
}
