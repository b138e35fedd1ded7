/** The name that the system (`E…`), SQLite (`SQLITE_…`) or Node gives to an error; empty for any other. */
export const errorCodeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Whether the system says that nothing may be written there: for want of rights, or at all. */
export const isDenied = (code: string): boolean => ['EACCES', 'EPERM', 'EROFS'].includes(code);

/** Whether the system says that there is no room left: on the disk, or for this user. */
export const isDiskFull = (code: string): boolean => ['ENOSPC', 'EDQUOT'].includes(code);
