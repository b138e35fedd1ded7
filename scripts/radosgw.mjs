// A real S3 server for tests: Ceph's radosgw on a one-node Ceph, from Debian's own packages, started
// on loopback, by any user. It is what keeps our own S3 test server, and our uploader, honest.
//
//   node scripts/radosgw.mjs up            starts it (or finds it running) and prints its env
//   node scripts/radosgw.mjs env           prints `export` lines for a shell
//   node scripts/radosgw.mjs kill-gateway  kill -9 for the gateway alone; `up` starts it again
//   node scripts/radosgw.mjs down          stops what this checkout started, and removes its data
//
// Everything lives in one folder under the temporary folder, named after this checkout; the ports
// are free ones, chosen at the first start. Plain JavaScript, so that any Node from 20 on runs it.
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { makeCertificates } from './radosgw/certificates.mjs';
import { startCluster, writeConfiguration } from './radosgw/cluster.mjs';
import {
  bucket,
  collectGarbage,
  makeAccounts,
  makeBucket,
  owner,
  region,
  startGateway,
  stranger,
} from './radosgw/gateway.mjs';
import { addHolder, byHand, removeHolder, withLock } from './radosgw/holders.mjs';
import { runningPid, stopDaemon } from './radosgw/processes.mjs';

/** @typedef {import('./radosgw/cluster.mjs').Cluster} Cluster */
/** @typedef {import('./radosgw.d.mts').Radosgw} Radosgw */

const tools = ['radosgw', 'radosgw-admin', 'ceph', 'ceph-mon', 'ceph-osd', 'monmaptool', 'openssl'];

/** In the order in which they are stopped. */
const daemons = /** @type {const} */ ([
  ['gateway', 'radosgw'],
  ['osd', 'ceph-osd'],
  ['mon', 'ceph-mon'],
]);

/**
 * Why the gateway can't be started on this computer, in words; undefined when it can.
 * @returns {string | undefined}
 */
export function whyNoRadosgw() {
  if (process.platform !== 'linux') return 'radosgw is started on Linux only';
  const folders = (process.env.PATH ?? '').split(delimiter);
  const missing = tools.filter((name) => !folders.some((dir) => existsSync(join(dir, name))));
  if (missing.length === 0) return undefined;
  const packages = 'radosgw ceph-mon ceph-osd ceph-mgr ceph-common openssl';
  return `${missing.join(', ')} missing: apt-get install --no-install-recommends ${packages}`;
}

/** The folder of this checkout's gateway. */
export function radosgwDir() {
  const checkout = realpathSync(fileURLToPath(new URL('..', import.meta.url)));
  const name = createHash('sha256').update(checkout).digest('hex').slice(0, 10);
  return join(tmpdir(), `dropline-radosgw-${name}`);
}

/**
 * Starts the gateway, or joins the one that runs in the folder already, and says where it is.
 * Rejects with the reason when it can't be had (see `whyNoRadosgw`).
 * @param {{ dir?: string, holder?: string }} [options] `holder`: who needs it, this process if absent
 * @returns {Promise<Radosgw>}
 */
export async function startRadosgw(options = {}) {
  const obstacle = whyNoRadosgw();
  if (obstacle) throw new Error(obstacle);
  const dir = options.dir ?? radosgwDir();
  const holder = options.holder ?? String(process.pid);
  return withLock(dir, async () => {
    const cluster = await bringUp(dir);
    const endpoint = endpointOf(cluster);
    addHolder(dir, holder);
    return {
      ...placesOf(dir, cluster),
      collectGarbage: () => collectGarbage(dir),
      killGateway: () => stopDaemon(dir, 'gateway', 'radosgw', 'SIGKILL'),
      startGateway: () => startGateway(dir, endpoint),
      stop: () =>
        withLock(dir, async () => {
          if (removeHolder(dir, holder)) await stopAll(dir);
        }),
    };
  });
}

/**
 * Starts what the folder holds. A store that was killed at a bad moment may never answer again; then a
 * new one takes its place.
 * @param {string} dir
 * @returns {Promise<Cluster>}
 */
async function bringUp(dir) {
  const isNew = knownCluster(dir) === undefined;
  try {
    return await startAll(dir);
  } catch (error) {
    await stopAll(dir);
    rmSync(readyPath(dir), { force: true });
    if (isNew) throw error;
    console.error(`radosgw: ${error instanceof Error ? error.message : error}; beginning anew`);
    return startAll(dir);
  }
}

/**
 * @param {string} dir
 * @returns {Promise<Cluster>}
 */
async function startAll(dir) {
  const cluster = await clusterIn(dir);
  const endpoint = endpointOf(cluster);
  writeConfiguration(dir, cluster, makeCertificates(join(dir, 'tls')));
  await startCluster(dir, cluster);
  await Promise.all([startGateway(dir, endpoint), makeAccounts(dir)]);
  await makeBucket(endpoint);
  writeFileSync(readyPath(dir), '');
  return cluster;
}

/**
 * Tells that a start came to its end.
 * @param {string} dir
 */
const readyPath = (dir) => join(dir, 'ready');

/** @param {Cluster} cluster */
const endpointOf = (cluster) => `http://127.0.0.1:${cluster.ports.http}`;

/**
 * @param {string} dir
 * @param {Cluster} cluster
 */
function placesOf(dir, cluster) {
  return {
    endpoint: endpointOf(cluster),
    tlsEndpoint: `https://localhost:${cluster.ports.tls}`,
    caPath: join(dir, 'tls', 'ca.pem'),
    ...{ region, bucket, owner, stranger, dir },
  };
}

/**
 * The cluster that the folder holds, or a new one: a first start that did not get to its end, and
 * ports that somebody else has taken since, are reasons to begin anew.
 * @param {string} dir
 * @returns {Promise<Cluster>}
 */
async function clusterIn(dir) {
  const known = knownCluster(dir);
  if (known) {
    if (runningPid(dir, 'mon', 'ceph-mon') !== undefined) return known;
    if (await areFree(Object.values(known.ports))) return known;
  }
  await stopAll(dir);
  for (const name of readdirSync(dir))
    if (name !== 'lock') rmSync(join(dir, name), { recursive: true, force: true });
  const [mon = 0, monV1 = 0, http = 0, tls = 0] = await freePorts(4);
  const cluster = { fsid: randomUUID(), ports: { mon, monV1, http, tls } };
  writeFileSync(join(dir, 'cluster.json'), JSON.stringify(cluster));
  return cluster;
}

/**
 * @param {string} dir
 * @returns {Cluster | undefined}
 */
function knownCluster(dir) {
  if (!existsSync(readyPath(dir))) return undefined;
  return JSON.parse(readFileSync(join(dir, 'cluster.json'), 'utf8'));
}

/**
 * @param {number} port 0 for any
 * @returns {Promise<import('node:net').Server | undefined>}
 */
function listen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** @param {number[]} ports */
async function areFree(ports) {
  const servers = await Promise.all(ports.map(listen));
  for (const server of servers) server?.close();
  return servers.every((server) => server !== undefined);
}

/** @param {number} count */
async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  return servers.map((server) => {
    const address = server?.address();
    server?.close();
    if (!address || typeof address === 'string') throw new Error('no free port on loopback');
    return address.port;
  });
}

/** @param {string} dir */
async function stopAll(dir) {
  for (const [name, program] of daemons) await stopDaemon(dir, name, program);
}

/** @param {ReturnType<typeof placesOf>} places */
const envOf = (places) =>
  Object.entries({
    S3_ENDPOINT: places.endpoint,
    S3_ENDPOINT_TLS: places.tlsEndpoint,
    S3_CA: places.caPath,
    S3_BUCKET: places.bucket,
    AWS_REGION: places.region,
    AWS_DEFAULT_REGION: places.region,
    AWS_ACCESS_KEY_ID: places.owner.accessKeyId,
    AWS_SECRET_ACCESS_KEY: places.owner.secretAccessKey,
    S3_STRANGER_ACCESS_KEY_ID: places.stranger.accessKeyId,
    S3_STRANGER_SECRET_ACCESS_KEY: places.stranger.secretAccessKey,
  })
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n');

const commands = {
  async up() {
    console.log(envOf(await startRadosgw({ holder: byHand })));
  },
  env() {
    const cluster = knownCluster(radosgwDir());
    if (!cluster) throw new Error('not started: node scripts/radosgw.mjs up');
    console.log(envOf(placesOf(radosgwDir(), cluster)));
  },
  'kill-gateway': () => stopDaemon(radosgwDir(), 'gateway', 'radosgw', 'SIGKILL'),
  async down() {
    const dir = radosgwDir();
    await withLock(dir, () => stopAll(dir));
    rmSync(dir, { recursive: true, force: true });
  },
};

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const name = process.argv[2] ?? '';
  if (!(name in commands)) {
    console.error(`usage: node scripts/radosgw.mjs ${Object.keys(commands).join('|')}`);
    process.exitCode = 64;
  } else {
    try {
      await commands[/** @type {keyof typeof commands} */ (name)]();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  }
}
