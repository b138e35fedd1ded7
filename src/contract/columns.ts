/** The columns that a list is read for. Apart from the schemas: whoever only checks needs no Zod. */
export const TARGET_COLUMNS = ['line_user_id', 'user_id'] as const;
export type TargetColumn = (typeof TARGET_COLUMNS)[number];
