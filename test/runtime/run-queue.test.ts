import { expect, it } from 'vitest';
import type { RunKey } from '#app/ports/billing.ts';
import { makeRunQueue, takeStretches } from '#src/runtime/run-queue.worker.ts';

const run = (id: number): RunKey => ({ providerId: 1, id });

it('sends a message a run, a hundred a call at most, as the platform wants it', async () => {
  const sent: number[][] = [];
  const queue = {
    sendBatch: async (messages: Iterable<{ readonly body: RunKey }>) =>
      void sent.push([...messages].map(({ body }) => body.id)),
  };
  const ids = Array.from({ length: 201 }, (_, n) => n);
  await makeRunQueue(queue as never).put(ids.map(run));
  expect(sent.map(({ length }) => length)).toEqual([100, 100, 1]);
  expect(sent.flat()).toEqual(ids);
});

it('says yes to what was gone on with, no to what broke, and passes by what names no run', async () => {
  const answers: string[] = [];
  const errors: string[] = [];
  const message = (name: string, body: unknown) => ({
    body,
    ack: () => void answers.push(`${name} done`),
    retry: () => void answers.push(`${name} again`),
  });
  const messages = [
    message('one', run(1)),
    message('two', run(2)),
    message('stranger', { providerId: '1', id: 3 }),
    message('nothing', null),
  ];
  await takeStretches({ messages } as never, {
    async goOn({ id }) {
      if (id === 2) throw new Error('the database is away');
    },
    log: { info: () => {}, warn: () => {}, error: (_, text) => void errors.push(text) },
  });
  expect(answers).toEqual(['one done', 'two again', 'stranger done', 'nothing done']);
  expect(errors).toEqual([
    'a billing run was not gone on with',
    'a message of the queue names no billing run',
    'a message of the queue names no billing run',
  ]);
});
