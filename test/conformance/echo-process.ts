/** The echo engine as a process of its own, under whichever host started it. */
import { forkPort } from '#engine/hosts/fork.ts';
import { utilityPort } from '#engine/hosts/utility.ts';
import { serveEcho } from './echo-engine.ts';

const port = utilityPort() ?? forkPort();
if (port === undefined) throw new Error('started without a host');
port.onClose(() => process.exit(0));
serveEcho(port, () => process.kill(process.pid, 'SIGKILL'));
