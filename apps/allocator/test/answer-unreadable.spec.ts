import { Socket } from 'node:net';
import { PrometheusMetrics } from '@allocator/runtime';
import { expect, it } from '@jest/globals';
import { answerAndEnd } from '../src/http/connections/answer-unreadable.js';
import { AnsweredProblems } from '../src/metrics/answered-problems.js';

it('a problem is counted only if the socket takes the answer', async () => {
  const metrics = await PrometheusMetrics.load();
  const answered = new AnsweredProblems(metrics);
  const closed = new Socket();
  closed.end();
  for (const socket of [new Socket(), closed]) answerAndEnd(socket, answered, 'request-timeout');
  expect(await metrics.text()).toContain('allocator_http_problems_total{code="request-timeout"} 1\n');
});
