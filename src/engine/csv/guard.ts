/** CSV fields that a spreadsheet program can't take for formulas. */
export declare const guardFormula: (value: string) => string;
/** The CSV text of a value for a spreadsheet: guarded, and then always quoted. */
export declare const spreadsheetField: (value: string) => string;
