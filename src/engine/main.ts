/**
 * The engine's own process: finds out what hosts it, serves the contract there, and ends with its
 * host. Its one argument is a JSON object (`EngineSettings`); secrets never come this way.
 */
import { engineContract } from '#contract/engine.ts';
import { hostContract } from '#contract/host.ts';
import { fail } from '#contract/result.ts';
import { createClient } from '#contract/rpc/client.ts';
import { serve } from '#contract/rpc/server.ts';
import { isUnverified } from '#contract/unverified.ts';
import { loadCheckJob } from './checks/prepare-check.ts';
import { forkPort } from './hosts/fork.ts';
import { utilityPort } from './hosts/utility.ts';
import { createEngine, type EngineOptions } from './index.ts';
import { parseSettings } from './settings.ts';

const utility = utilityPort();
const port = utility ?? forkPort();
if (port === undefined) {
  process.stderr.write('The Dropline engine is started by its host, not by hand.\n');
  process.exit(2);
}
if (isUnverified(process.env)) {
  process.stderr.write(
    'NODE_TLS_REJECT_UNAUTHORIZED=0 switches TLS off. Dropline does not run so.\n',
  );
  process.exit(2);
}
process.umask(0o077);

const settings = parseSettings(process.argv[2]);
const host = createClient(hostContract, port);

/** A host that can't answer has no keychain for us. */
const readSecret: EngineOptions['readSecret'] = async (profileId) => {
  const answer = await host.secrets.read({ profileId });
  if (answer.ok) return answer;
  const { code, details } = answer.error;
  return fail(code === 'credentials-missing' ? code : 'keychain-closed', details);
};

const reportBug = (call: string, error: unknown): void => {
  const where = error instanceof Error ? (error.stack ?? error.name) : 'unknown';
  process.stderr.write(`bug in ${call}: ${where}\n`);
};

const proxyFor: EngineOptions['proxyFor'] = async (url) => {
  const answer = await host.network.proxyFor({ url });
  return answer.ok ? answer.value.proxy : null;
};

const engine = createEngine({
  dataDir: settings.dataDir,
  maxRetryMs: settings.maxRetryMs,
  idleMs: settings.idleMs,
  readSecret,
  proxyFor,
  clock: () => new Date(),
  onNotice: (notice) => emit('engine', 'notice', notice),
  onDeliveries: (deliveries) => emit('deliveries', 'changed', { deliveries }),
  onBug: (error) => reportBug('deliveries', error),
});
const { emit } = serve(engineContract, engine.handlers, port, {
  checkOutput: settings.checkOutput,
  onBug: reportBug,
});
/** A window that has just come up is busy with itself. */
const prepareMs = 500;

if (settings.expects === 'small-list') void loadCheckJob();
if (settings.hasWindow) setTimeout(engine.prepare, prepareMs);

/** What can be brought to rest in this time is; the rest is as it is written down. */
const restMs = 1_500;

/** Ends the engine so that everything can go on in another one. */
const end = (): void => {
  setTimeout(() => process.exit(0), restMs).unref();
  void engine.close().finally(() => process.exit(0));
};
port.onClose(end);
// A host that forked this process decides for both what a signal means; Electron's has no say.
if (utility !== undefined) process.on('SIGTERM', end);
