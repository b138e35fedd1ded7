/** Row rules by regular expressions and copies by Sets, as a script would have them. */

const LINE_ID = /^U[0-9A-Za-z]{32}$/;
const CONTROL = /\p{Cc}/u;
/** A Set holds no more than 16.7 million entries; several hold any list. */
const SETS = 16;

export const createRules = () => {
  const seen = Array.from({ length: SETS }, () => new Set<string>());
  const counts = { records: 0, badLineIds: 0, badUserIds: 0, copies: 0 };
  return {
    counts,
    check: (fields: readonly string[]) => {
      const [lineId = '', userId = ''] = fields;
      counts.records += 1;
      if (!LINE_ID.test(lineId)) counts.badLineIds += 1;
      else if (userId.trim() === '' || userId.length > 191 || CONTROL.test(userId)) {
        counts.badUserIds += 1;
      }
      const set = seen[lineId.charCodeAt(1) % SETS];
      if (set?.has(lineId)) counts.copies += 1;
      else set?.add(lineId);
    },
  };
};
