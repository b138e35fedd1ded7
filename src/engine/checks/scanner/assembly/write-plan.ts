/** What becomes of records by what was found in them, in the pass that writes. */

/** Kinds of findings that reject a record, and those that make it the host's. */
export let rejectingKinds: u32 = 0;
export let hostKinds: u32 = 0;
/** Either of these: something is to be done about them. */
export let concerning: u32 = 0;
/** Marks that make a record the host's, that reject it, and that leave it out. */
export let hostMarks: u32 = 0;
export let rejectingMarks: u32 = 0;
export let leavingMarks: u32 = 0;
/** All-digit user IDs shorter than this are the host's. */
export let fewestDigits: u32 = 0;

export function setWritePlan(
  rejecting: u32,
  host: u32,
  hostBy: u32,
  rejectingBy: u32,
  leavingBy: u32,
  digitsAtLeast: u32,
): void {
  rejectingKinds = rejecting;
  hostKinds = host;
  concerning = rejecting | host;
  hostMarks = hostBy;
  rejectingMarks = rejectingBy;
  leavingMarks = leavingBy;
  fewestDigits = digitsAtLeast;
}

/** Whether a user ID of so many digits, and nothing else, has lost some. 0: it is no number. */
export function hasLostDigits(digits: u32): bool {
  return digits !== 0 && digits < fewestDigits;
}
