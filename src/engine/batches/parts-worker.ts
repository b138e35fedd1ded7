/** The entry of the thread that writes and hashes: a sink for the blocks that it is told of. */
import { parentPort, workerData } from 'node:worker_threads';
import { createPartsSink } from './parts-sink.ts';
import type { FromSink, SinkStart, ToSink } from './sink-messages.ts';

const port = parentPort;
if (port === null) throw new Error('This thread is started by a build.');
const { task, memory } = workerData as SinkStart;
const sink = createPartsSink(task);

const work = (message: ToSink): FromSink => {
  switch (message.what) {
    case 'block': {
      const block = new Uint8Array(memory, message.at, message.bytes);
      const failure = sink.write(block, message.records);
      sink.hashTo(message.sourceBytes);
      return { failure };
    }
    case 'finish':
      return { finished: sink.finish() };
    case 'abort':
      sink.abort();
      return { failure: null };
  }
};

port.on('message', (message: ToSink) => {
  let answer: FromSink;
  try {
    answer = work(message);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = 'reason' in error ? String(error.reason) : '';
    answer = { thrown: { name: error.name, reason, message: error.message } };
  }
  port.postMessage(answer);
});
