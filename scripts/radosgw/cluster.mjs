// The tiny Ceph under the gateway: one monitor, one object store, no copies, no authentication, all
// of it on loopback and in one folder. What is here makes it, starts it and asks it how it is.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { becomes, run, runningPid, startDaemon } from './processes.mjs';

/**
 * @typedef {{ mon: number, monV1: number, http: number, tls: number }} Ports
 * @typedef {{ fsid: string, ports: Ports }} Cluster
 */

/**
 * Writes ceph.conf. The store keeps its objects in a sparse file, so that they outlive `kill -9`.
 * @param {string} dir
 * @param {Cluster} cluster
 * @param {{ certPath: string, keyPath: string }} certificates
 */
export function writeConfiguration(dir, cluster, certificates) {
  for (const name of ['run', 'log', 'mon', 'osd', 'gateway'])
    mkdirSync(join(dir, name), { recursive: true });
  const { ports } = cluster;
  const frontend = [
    `endpoint=127.0.0.1:${ports.http}`,
    `ssl_endpoint=127.0.0.1:${ports.tls}`,
    `ssl_certificate=${certificates.certPath}`,
    `ssl_private_key=${certificates.keyPath}`,
  ].join(' ');
  const configuration = `[global]
fsid = ${cluster.fsid}
mon host = [v2:127.0.0.1:${ports.mon},v1:127.0.0.1:${ports.monV1}]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc secure
run dir = ${dir}/run
log file = ${dir}/log/$name.log
admin socket =
pid file =
debug none = 0/0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
mon data avail warn = 2
mon data avail crit = 1
[mon]
mon data = ${dir}/mon
mon initial members = a
paxos propose interval = 0.1
paxos min wait = 0.02
[osd]
osd data = ${dir}/osd
osd objectstore = bluestore
bluestore block size = ${24 * 2 ** 30}
bluestore block create = true
bluestore block db create = false
bluestore block wal create = false
bluestore cache autotune = false
bluestore cache size = ${256 * 2 ** 20}
osd memory target = ${2 ** 30}
osd op num shards = 2
osd op num threads per shard = 2
osd max backfills = 1
osd heartbeat interval = 5
[client.rgw.a]
rgw data = ${dir}/gateway
rgw frontends = beast ${frontend}
rgw thread pool size = 32
rgw dns name = localhost
rgw enable usage log = false
rgw gc obj min wait = 60
rgw gc processor period = 60
rgw gc processor max time = 60
rgw multipart min part size = ${5 * 2 ** 20}
`;
  writeFileSync(join(dir, 'ceph.conf'), configuration);
}

/**
 * Starts the monitor, then the store, each made first when the folder has none.
 * @param {string} dir
 * @param {Cluster} cluster
 */
export async function startCluster(dir, cluster) {
  const conf = join(dir, 'ceph.conf');
  if (runningPid(dir, 'mon', 'ceph-mon') === undefined) {
    if (!existsSync(join(dir, 'mon', 'store.db'))) await makeMonitor(dir, cluster);
    startDaemon(dir, 'mon', 'ceph-mon', ['-f', '-i', 'a', '-c', conf]);
  }
  if (runningPid(dir, 'osd', 'ceph-osd') === undefined) {
    // The store's id is known beforehand, so its disk is made while the monitor still starts.
    const uuid = randomUUID();
    const isNew = !existsSync(join(dir, 'osd', 'whoami'));
    const made = isNew
      ? run(dir, 'ceph-osd', ['-i', '0', '-c', conf, '--mkfs', '--osd-uuid', uuid])
      : Promise.resolve('');
    await Promise.all([
      made,
      isNew ? run(dir, 'ceph', ['-c', conf, 'osd', 'new', uuid]) : Promise.resolve(''),
    ]);
    // The monitor takes a store that was stopped for one that is still there.
    if (!isNew) await run(dir, 'ceph', ['-c', conf, 'osd', 'down', '0']);
    startDaemon(dir, 'osd', 'ceph-osd', ['-f', '-i', '0', '-c', conf]);
  }
  const runs = () => runningPid(dir, 'osd', 'ceph-osd') !== undefined;
  if (!(await becomes(() => storeIsUp(dir), 40_000, runs)))
    throw new Error(`the store did not come up: see ${join(dir, 'log')}`);
}

/**
 * @param {string} dir
 * @param {Cluster} cluster
 */
async function makeMonitor(dir, cluster) {
  const monmap = join(dir, 'monmap');
  const address = `[v2:127.0.0.1:${cluster.ports.mon},v1:127.0.0.1:${cluster.ports.monV1}]`;
  const conf = join(dir, 'ceph.conf');
  await run(dir, 'monmaptool', [
    ...['--create', '--clobber', '--fsid', cluster.fsid],
    ...['--addv', 'a', address, monmap],
  ]);
  await run(dir, 'ceph-mon', ['-i', 'a', '-c', conf, '--mkfs', '--monmap', monmap]);
}

/** @param {string} dir */
async function storeIsUp(dir) {
  try {
    const said = await run(dir, 'ceph', ['-c', join(dir, 'ceph.conf'), 'osd', 'stat'], 10_000);
    return / 1 up/.test(said);
  } catch {
    return false;
  }
}
