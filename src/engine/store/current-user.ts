/** The name of the user that this process runs as, for the audit trail and for leases. */
import { userInfo } from 'node:os';

export const currentUser = (): string => {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the system's user list, as in many containers.
    return 'unknown';
  }
};
