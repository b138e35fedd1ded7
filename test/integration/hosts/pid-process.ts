/** A process that tells its id, and does nothing until it is ended. */
process.on('message', () => undefined);
process.send?.(process.pid);
