// The types of certificates.mjs for tests, which are TypeScript.

/**
 * Makes (or finds) in a folder an authority of its own and a certificate that it signed, good for
 * localhost, *.localhost and 127.0.0.1. PEM files; the folder is made when it is missing.
 */
export function makeCertificates(dir: string): {
  caPath: string;
  certPath: string;
  keyPath: string;
};
