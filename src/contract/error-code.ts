/** The name that the system (`E…`), SQLite (`SQLITE_…`) or Node gives to an error; empty for any other. */
export const errorCodeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
