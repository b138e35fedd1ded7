// The types of radosgw.mjs for tests, which are TypeScript.

export type S3Keys = { accessKeyId: string; secretAccessKey: string };

/** Where it is, and who may do what. */
export type RadosgwPlaces = {
  /** http, by IP address. */
  endpoint: string;
  /** https, by the name localhost. */
  tlsEndpoint: string;
  /** The certificate of the authority behind the TLS endpoint, which no system trusts. */
  caPath: string;
  region: string;
  bucket: string;
  /** May do everything in the bucket. */
  owner: S3Keys;
  /** May do nothing in the bucket: for real AccessDenied answers. */
  stranger: S3Keys;
  /** Where its data and logs are. */
  dir: string;
};

export type Radosgw = RadosgwPlaces & {
  /** Frees the room of what was deleted; the gateway itself waits for minutes. */
  collectGarbage: () => Promise<void>;
  /** `kill -9` for the gateway alone; what was acknowledged stays. */
  killGateway: () => Promise<void>;
  /** Starts the gateway again, on the same ports. */
  startGateway: () => Promise<void>;
  /** Lets go of it. The last holder who does stops the servers; the data stay for a fast start. */
  stop: () => Promise<void>;
};

/** Why the gateway can't be started on this computer, in words; undefined when it can. */
export function whyNoRadosgw(): string | undefined;

/** The folder of this checkout's gateway. */
export function radosgwDir(): string;

/**
 * Starts the gateway, or joins the one that runs in the folder already, and says where it is. A store
 * that does not answer any more is replaced by a new one, and its data are gone.
 * Rejects with the reason when it can't be had.
 */
export function startRadosgw(options?: { dir?: string; holder?: string }): Promise<Radosgw>;
