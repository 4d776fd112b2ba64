import { beforeEach, describe, expect, it } from '@jest/globals';
import { TransactionSize } from '../src/lanes/transaction-size.js';

const msWanted = 10;
const sizeMax = 1_000;

describe('the size of a transaction', () => {
  let transactions: TransactionSize;
  beforeEach(() => {
    transactions = new TransactionSize(msWanted, sizeMax);
  });
  /** A transaction takes so long. @returns the size of the next one */
  const after = (count: number, ms: number): number => {
    transactions.measured(count, ms);
    return transactions.size;
  };

  it('is 200 at first, or the largest one', () => {
    expect(transactions.size).toBe(200);
    expect(new TransactionSize(msWanted, 8).size).toBe(8);
  });

  it('follows from the time that a full transaction takes', () => {
    expect(after(200, 8)).toBe(250);
    expect(after(250, 12.5)).toBe(200);
    expect(after(200, msWanted)).toBe(200);
  });

  it('grows only if the transaction was full', () => {
    expect(after(179, 8)).toBe(200);
    expect(after(180, 8)).toBe(250);
  });

  it('changes at most by half at a time, and back', () => {
    expect(after(200, 0.01)).toBe(300);
    expect(after(300, 10_000)).toBe(200);
  });

  it('shrinks only if the transaction had 50 commands', () => {
    expect(after(49, 20)).toBe(200);
    expect(after(50, 20)).toBe(133);
  });

  it('stays in its limits', () => {
    for (let round = 0; round < 10; round++) after(sizeMax, 1);
    expect(transactions.size).toBe(sizeMax);
    for (let round = 0; round < 20; round++) after(sizeMax, 1_000);
    expect(transactions.size).toBe(50);
  });

  it('never exceeds a largest size below 50', () => {
    transactions = new TransactionSize(msWanted, 8);
    expect(after(8, 1_000)).toBe(8);
    expect(after(8, 1)).toBe(8);
    expect(after(50, 1_000)).toBe(8);
  });
});
