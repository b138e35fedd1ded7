// Probes of who may do what: keys, rights, clocks, regions, and names of things that are not there.
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { type Lab, type Probe, refusalOf, tamper } from './probe-lab.ts';

const hourMs = 3_600_000;
const small = Buffer.from('x');

const put = (lab: Lab, name: string, config: S3ClientConfig = {}, bucket = lab.bucket) =>
  refusalOf(
    lab
      .client(config)
      .send(new PutObjectCommand({ Bucket: bucket, Key: lab.key(name), Body: small })),
  );

const withSecret = (lab: Lab, secretAccessKey: string): S3ClientConfig => ({
  credentials: { accessKeyId: lab.owner.accessKeyId, secretAccessKey },
});

export const refusalProbes: readonly Probe[] = [
  { name: 'wrong secret', ask: (lab) => put(lab, 'secret', withSecret(lab, 'wrong')) },
  {
    name: 'wrong secret, HEAD',
    ask: (lab) => {
      const head = new HeadObjectCommand({ Bucket: lab.bucket, Key: lab.key('secret') });
      return refusalOf(lab.client(withSecret(lab, 'wrong')).send(head));
    },
  },
  {
    name: 'unknown access key',
    ask: (lab) => {
      const credentials = { accessKeyId: 'AKIANOBODYKNOWSTHIS1', secretAccessKey: 'x' };
      return put(lab, 'unknown', { credentials });
    },
  },
  { name: 'put by a stranger', ask: (lab) => put(lab, 'stranger', { credentials: lab.stranger }) },
  {
    name: 'list by a stranger',
    ask: (lab) => {
      const list = new ListObjectsV2Command({ Bucket: lab.bucket, MaxKeys: 1 });
      return refusalOf(lab.client({ credentials: lab.stranger }).send(list));
    },
  },
  {
    name: 'put by nobody',
    ask: (lab) => put(lab, 'nobody', { signer: { sign: async (request) => request } }),
  },
  {
    name: 'body changed on the way',
    ask: (lab) => {
      const client = tamper(
        lab.client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
        (request) => {
          request.body = Buffer.from('y');
        },
      );
      const input = { Bucket: lab.bucket, Key: lab.key('changed'), Body: small };
      return refusalOf(client.send(new PutObjectCommand(input)));
    },
  },
  {
    name: 'signed header changed on the way',
    ask: (lab) => {
      const client = tamper(lab.client(), (request) => {
        request.headers['x-amz-meta-note'] = 'two';
      });
      const input = {
        ...{ Bucket: lab.bucket, Key: lab.key('header'), Body: small },
        Metadata: { note: 'one' },
      };
      return refusalOf(client.send(new PutObjectCommand(input)));
    },
  },
  {
    name: 'clock an hour ahead',
    ask: (lab) => put(lab, 'ahead', { systemClockOffset: hourMs }),
  },
  {
    name: 'clock an hour behind',
    ask: (lab) => put(lab, 'behind', { systemClockOffset: -hourMs }),
  },
  { name: 'wrong region', ask: (lab) => put(lab, 'region', { region: 'eu-central-1' }) },
  { name: 'missing bucket', ask: (lab) => put(lab, 'bucket', {}, 'no-bucket-has-this-name') },
  {
    name: 'get a missing key',
    ask: (lab) => {
      const get = new GetObjectCommand({ Bucket: lab.bucket, Key: lab.key('missing') });
      return refusalOf(lab.client().send(get));
    },
  },
  {
    name: 'head a missing key',
    ask: (lab) => {
      const head = new HeadObjectCommand({ Bucket: lab.bucket, Key: lab.key('missing') });
      return refusalOf(lab.client().send(head));
    },
  },
];
