// The S3 test server as a program, for tests and people that want it in a process of its own:
//
//   node test/s3-server/main.ts --port 9000 --bucket repro-data-store --access-key A --secret-key S
//
// Prints one line of JSON when it listens, and ends on SIGTERM or SIGINT.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseRules } from './faults.ts';
import { defaultBucket, defaultUser, startS3Server } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    bucket: { type: 'string', multiple: true, default: [defaultBucket] },
    'access-key': { type: 'string', default: defaultUser.accessKeyId },
    'secret-key': { type: 'string', default: defaultUser.secretAccessKey },
    'put-only': { type: 'boolean', default: false },
    region: { type: 'string', default: 'us-east-1' },
    'min-part-bytes': { type: 'string' },
    folder: { type: 'string' },
    log: { type: 'string' },
    script: { type: 'string' },
    'tls-key': { type: 'string' },
    'tls-cert': { type: 'string' },
  },
});

const {
  folder,
  log,
  script,
  'min-part-bytes': minPartBytes,
  'tls-key': tlsKey,
  'tls-cert': tlsCert,
} = values;
const server = await startS3Server({
  port: Number(values.port),
  buckets: values.bucket,
  region: values.region,
  users: [
    {
      accessKeyId: values['access-key'],
      secretAccessKey: values['secret-key'],
      rights: values['put-only'] ? 'putOnly' : 'all',
    },
  ],
  ...(minPartBytes !== undefined && { minPartBytes: Number(minPartBytes) }),
  ...(folder !== undefined && { folder }),
  ...(log !== undefined && { logPath: log }),
  ...(script !== undefined && { script: parseRules(readFileSync(script, 'utf8')) }),
  ...(tlsKey !== undefined &&
    tlsCert !== undefined && { tls: { key: readFileSync(tlsKey), cert: readFileSync(tlsCert) } }),
});

const { endpoint, port } = server;
console.log(JSON.stringify({ endpoint, port, buckets: values.bucket, region: values.region }));

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void server.close());
