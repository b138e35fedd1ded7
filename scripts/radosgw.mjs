// A real S3 server for tests: Ceph's radosgw on a one-node Ceph, from Debian's own packages, started
// on loopback as root. It is what keeps our own S3 test server, and our uploader, honest.
//
//   node scripts/radosgw.mjs up            starts it (or finds it running) and prints its env
//   node scripts/radosgw.mjs env           prints `export` lines for a shell
//   node scripts/radosgw.mjs kill-gateway  kill -9 for the gateway alone; `up` starts it again
//   node scripts/radosgw.mjs down          stops what was started from this checkout, removes its data
//
// Everything lives in one folder under the temporary folder, named after this checkout; the ports
// are free ones, chosen at the first start. Plain JavaScript, so that any Node from 20 on runs it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { makeCertificates } from './radosgw/certificates.mjs';
import { startCluster, writeConfiguration } from './radosgw/cluster.mjs';
import { accounts, gatewayAnswers, makeAccountsAndBucket } from './radosgw/gateway.mjs';
import { addHolder, byHand, removeHolder, withLock } from './radosgw/holders.mjs';
import { becomes, runningPid, startDaemon, stopDaemon } from './radosgw/processes.mjs';

/**
 * @typedef {object} Radosgw
 * @property {string} endpoint http, by IP address
 * @property {string} tlsEndpoint https, by the name localhost
 * @property {string} caPath the certificate of the authority that signed the TLS endpoint's
 * @property {string} region
 * @property {string} bucket
 * @property {{ accessKeyId: string, secretAccessKey: string }} owner may do everything
 * @property {{ accessKeyId: string, secretAccessKey: string }} stranger may do nothing in the bucket
 * @property {string} dir where data and logs are
 * @property {() => Promise<void>} killGateway kill -9 for the gateway; the data stay
 * @property {() => Promise<void>} startGateway starts the gateway again on the same ports
 * @property {() => Promise<void>} stop lets go; the last one who does stops the servers
 */

const programs = ['radosgw', 'radosgw-admin', 'ceph', 'ceph-mon', 'ceph-osd', 'monmaptool', 'openssl'];

/**
 * Why the gateway can't be started on this computer, in words, or undefined when it can.
 * @returns {string | undefined}
 */
export function whyNoRadosgw() {
  if (process.platform !== 'linux') return 'radosgw is started on Linux only';
  if (process.getuid?.() !== 0) return 'radosgw is started as root only';
  const folders = (process.env.PATH ?? '').split(delimiter);
  const missing = programs.filter((name) => !folders.some((dir) => existsSync(join(dir, name))));
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} missing: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-mgr ceph-common openssl`;
}

/** The folder of this checkout's gateway. */
export function radosgwDir() {
  const checkout = realpathSync(fileURLToPath(new URL('..', import.meta.url)));
  const name = createHash('sha256').update(checkout).digest('hex').slice(0, 10);
  return join(tmpdir(), `dropline-radosgw-${name}`);
}

/**
 * Starts the gateway, or joins the one that this checkout runs already, and says where it is.
 * Rejects with the reason when it can't be had (see `whyNoRadosgw`).
 * @param {{ dir?: string, holder?: string }} [options]
 * @returns {Promise<Radosgw>}
 */
export async function startRadosgw(options = {}) {
  const obstacle = whyNoRadosgw();
  if (obstacle) throw new Error(obstacle);
  const dir = options.dir ?? radosgwDir();
  const holder = options.holder ?? String(process.pid);
  return withLock(dir, async () => {
    const cluster = await knownCluster(dir);
    const certificates = makeCertificates(join(dir, 'tls'));
    writeConfiguration(dir, cluster, certificates);
    await startCluster(dir, cluster);
    await Promise.all([startGateway(dir, cluster.ports.http), makeAccountsAndBucket.accounts(dir)]);
    await makeAccountsAndBucket.bucket(dir, `http://127.0.0.1:${cluster.ports.http}`);
    addHolder(dir, holder);
    return describe(dir, cluster, holder);
  });
}
