// A certificate authority of one's own and a server certificate signed by it, for tests that must
// see a TLS endpoint whose authority no system trusts. Made by openssl; nothing leaves the folder.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes (or finds) `ca.pem`, `server.pem` and `server.key` in a folder. The certificate is good for
 * localhost, *.localhost and 127.0.0.1.
 * @param {string} dir absolute path of a folder; made when it is missing
 * @returns {{ caPath: string, certPath: string, keyPath: string }}
 */
export function makeCertificates(dir) {
  const paths = {
    caPath: join(dir, 'ca.pem'),
    certPath: join(dir, 'server.pem'),
    keyPath: join(dir, 'server.key'),
  };
  if (existsSync(paths.certPath)) return paths;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  /** @param {string} command */
  const openssl = (command) =>
    execFileSync('openssl', command.split(' '), { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  const names = 'subjectAltName=DNS:localhost,DNS:*.localhost,IP:127.0.0.1\n';
  writeFileSync(join(dir, 'names.cnf'), names);
  const newKey = 'req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
  openssl(`${newKey} -x509 -days 3650 -subj /CN=dropline-test-ca -keyout ca.key -out ca.pem`);
  openssl(`${newKey} -subj /CN=localhost -keyout server.key -out server.csr`);
  openssl(
    'x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile names.cnf -out leaf.pem',
  );
  writeFileSync(paths.certPath, readFileSync(join(dir, 'leaf.pem')));
  return paths;
}
