/** The entry of the thread that writes and hashes parts: a sink for the blocks that it is told of. */
import { workerData } from 'node:worker_threads';
import { createPartsSink } from './parts-sink.ts';
import type { FromSink, SinkStart, ToSink } from './sink-messages.ts';
import { answerBeside } from './thread-beside.ts';

const { task, memory } = workerData as SinkStart;
const sink = createPartsSink(task);

answerBeside((message: ToSink): FromSink => {
  switch (message.what) {
    case 'block': {
      const block = new Uint8Array(memory, message.at, message.bytes);
      return { failure: sink.write(block, message.records) };
    }
    case 'finish':
      return { finished: sink.finish() };
    case 'abort':
      sink.abort();
      return { failure: null };
  }
});
