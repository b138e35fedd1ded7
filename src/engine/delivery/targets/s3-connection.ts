/**
 * One bucket, one key, one client: builds the SDK's client (which is loaded only now, it is big),
 * makes single attempts and tells their refusals apart. What the far end corrects, it corrects once:
 * the region, which is then used from there on, and the clock.
 */
import type { S3Client } from '@aws-sdk/client-s3';
import { type Result, succeed } from '#contract/result.ts';
import type { Credentials } from '#contract/schemas/profile.ts';
import { checkEndpoint, isLoopback } from '../../profiles/endpoint.ts';
import type { Attempted } from '../pacer.ts';
import { createHttpHandler, type HttpAnswer } from './s3-http.ts';
import { type Refusal, refusalOf, screenAnswer } from './s3-refusals.ts';
import { trustOf } from './s3-trust.ts';

export type S3Place = {
  readonly bucket: string;
  readonly region?: string | undefined;
  /** A look-alike or a gateway; Amazon's own where absent. */
  readonly endpoint?: string | undefined;
  readonly caFile?: string | undefined;
};

export type S3Sdk = typeof import('@aws-sdk/client-s3');

/** Takes a quarter of a second the first time. */
export const loadSdk = (): Promise<S3Sdk> => import('@aws-sdk/client-s3');

/** Repro publishes no region. Its customers are in Japan, and a wrong one is corrected by the answer. */
const assumedRegion = 'ap-northeast-1';

/** The server's time counts when ours is off by more than this. */
const clockToleranceMs = 5 * 60_000;

export type S3Connection = {
  readonly sdk: S3Sdk;
  /** Makes one attempt. `send` may be called a second time where the answer corrected something. */
  readonly attempt: <Output>(
    send: (client: S3Client) => Promise<Output>,
  ) => Promise<Attempted<Output, Refusal>>;
  readonly region: () => string;
  /** The region that an answer named in place of the one that was set. */
  readonly regionNamed: () => string | null;
  /** The server's time where ours is clearly off, else ours. */
  readonly correctedTime: (ours: Date) => Date;
  /** Whether S3 itself has answered on this connection. */
  readonly wasReached: () => boolean;
  readonly close: () => void;
};

export type S3ConnectionOptions = {
  readonly place: S3Place;
  readonly credentials: Credentials;
  readonly idleMs: number;
  /** The system's proxy before an address, where the environment names none. */
  readonly proxyFor?: (url: string) => Promise<string | null>;
  /** Requests at a time. */
  readonly concurrency: number;
  /** Milliseconds to wait before so many bytes may go. */
  readonly reserveMs: (bytes: number) => number;
};

/** Amazon's own endpoint, said explicitly: nothing in the environment or in ~/.aws can change it. */
const amazonEndpoint = (region: string): string =>
  `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

const proxyNames = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

/** What the environment says comes first: whoever set it meant it. */
const proxyEnvironment = async (
  url: string,
  proxyFor: S3ConnectionOptions['proxyFor'],
): Promise<NodeJS.ProcessEnv> => {
  if (proxyNames.some((name) => process.env[name])) {
    return Object.fromEntries(proxyNames.map((name) => [name, process.env[name]]));
  }
  const proxy = (await proxyFor?.(url)) ?? undefined;
  return { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
};

export const connectToS3 = async (
  options: S3ConnectionOptions,
): Promise<Result<S3Connection, 'endpoint-not-https' | 'net-ca-unknown' | 'net-tls'>> => {
  const { place, credentials, idleMs, concurrency } = options;
  const { bucket, endpoint } = place;
  const allowed = checkEndpoint(endpoint);
  if (!allowed.ok) return allowed;
  const trust = trustOf(place.caFile);
  if (!trust.ok) return trust;
  const sdk = await loadSdk();

  let region = place.region ?? assumedRegion;
  let regionNamed: string | null = null;
  let serverAheadMs = 0;
  let reached = false;

  const screen = (answer: HttpAnswer): Buffer => {
    const body = screenAnswer(answer);
    reached ||= answer.statusCode < 500;
    const serverMs = Date.parse(answer.headers.date ?? '');
    if (!Number.isNaN(serverMs)) serverAheadMs = serverMs - Date.now();
    return body;
  };
  const local = endpoint !== undefined && isLoopback(new URL(endpoint).hostname);
  const proxyEnv = local
    ? undefined
    : await proxyEnvironment(endpoint ?? amazonEndpoint(region), options.proxyFor);
  const requestHandler = createHttpHandler({
    idleMs,
    maxSockets: concurrency + 2,
    secureContext: trust.value,
    ...(proxyEnv && { proxyEnv }),
    reserveMs: options.reserveMs,
    screen,
  });

  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const newClient = (systemClockOffset: number): S3Client =>
    new sdk.S3Client({
      region,
      endpoint: endpoint ?? amazonEndpoint(region),
      // Amazon's certificate covers one label before the host, so a bucket with dots goes in the path.
      forcePathStyle: endpoint !== undefined || bucket.includes('.'),
      credentials: {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
      },
      requestHandler,
      systemClockOffset,
      // Every retry is the pacer's, who knows what may be repeated and tells the user.
      maxAttempts: 1,
      retryMode: 'standard',
      // Look-alikes refuse the SDK's own checksums. Content-MD5 and the signed SHA-256 work everywhere.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      followRegionRedirects: false,
      // Said explicitly, so that ~/.aws has no say.
      useDualstackEndpoint: false,
      useFipsEndpoint: false,
      useArnRegion: false,
      disableMultiregionAccessPoints: true,
      disableS3ExpressSessionAuth: true,
      defaultsMode: 'standard',
      userAgentAppId: 'dropline',
    });
  let client = newClient(0);

  const details = () => ({ host: new URL(endpoint ?? amazonEndpoint(region)).host, bucket });
  const once = async <Output>(
    send: (client: S3Client) => Promise<Output>,
  ): Promise<Attempted<Output, Refusal>> => {
    try {
      return { ok: true, value: await send(client) };
    } catch (error) {
      const refusal = refusalOf(error, details());
      // Once S3 has answered here, a page in its place is a network that wants a new sign-in.
      const passing = reached && refusal.failure.code === 's3-not-s3';
      return { ok: false, refusal: passing ? { ...refusal, retryable: true } : refusal };
    }
  };

  return succeed({
    sdk,
    attempt: async (send) => {
      const first = await once(send);
      if (first.ok) return first;
      const { clockCorrected, failure, s3Code, status } = first.refusal;
      const clockRefusal =
        failure.code === 's3-clock-skew' || (s3Code === '' && (status === 403 || status === 400));
      if (clockCorrected && clockRefusal) return once(send);
      const named = first.refusal.region;
      if (named === null || named === region || regionNamed !== null) return first;
      region = named;
      regionNamed = named;
      client = newClient(client.config.systemClockOffset);
      return once(send);
    },
    region: () => region,
    regionNamed: () => regionNamed,
    correctedTime: (ours) => {
      const aheadMs = Date.now() + serverAheadMs - ours.getTime();
      return Math.abs(aheadMs) > clockToleranceMs ? new Date(ours.getTime() + aheadMs) : ours;
    },
    wasReached: () => reached,
    close: () => requestHandler.destroy(),
  });
};
