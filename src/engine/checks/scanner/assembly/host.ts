/** What the module asks of JavaScript, where the defining code is better than a second one. */

/** Judges a LINE ID that is neither ASCII nor usual otherwise. Returns the kinds found; writes a usable ID to `idAt`. */
export declare function judgeOddLineId(at: usize, length: usize, idAt: usize): u32;

/** Whether Excel shows this instead of a formula's result. The value begins with `#`. */
export declare function isExcelError(at: usize, length: usize): bool;
