/**
 * What each rule says, in English. An explanation is a clause that can follow "42 rows: "; it is
 * made a sentence where it stands alone. `_info`, `_warning` and `_error` forms are for a finding
 * whose severity differs from the usual one.
 */
import type { RuleTopic } from '../topics.ts';

export const rules = {
  'file-unreadable': {
    title: 'File that can’t be read',
    explanation: 'the file can’t be read from beginning to end',
    advice: 'Check that the file is there, that it isn’t a folder, and that you may open it.',
  },
  'file-not-text': {
    title: 'Not a text file',
    explanation: 'this isn’t a text file: it looks like a workbook, an archive, a picture or a PDF',
    advice: 'Open it in the program it comes from and save it as CSV (UTF-8).',
  },
  'file-empty': {
    title: 'Empty list',
    explanation: 'the file has no rows',
    advice: 'Check that the export ran to its end, and export the list again.',
  },
  'file-too-large': {
    title: 'Larger than one upload',
    explanation: 'the list is larger than the 500 MB that one upload may have',
    advice: 'Nothing to do: the batch is split into parts between two rows.',
  },
  'file-name-invalid': {
    title: 'File name that can’t be uploaded',
    explanation:
      'the file name has spaces, slashes or control characters, or doesn’t end in “.csv”',
    advice: 'Nothing to do: the batch gets a safe name of its own. Your file keeps its name.',
  },
  'encoding-not-utf8': {
    title: 'Other encoding than UTF-8',
    explanation: 'the file isn’t written in UTF-8',
    advice:
      'Nothing to do: the batch is written in UTF-8. If names look garbled in the preview, choose another encoding.',
  },
  'encoding-invalid': {
    title: 'Bytes that are no text',
    explanation:
      'the row or header has bytes that stand for no character in the encoding of the file',
    advice:
      'Choose another encoding, or export the list again as UTF-8. Rows that stay like this are left out.',
  },
  'byte-order-mark': {
    title: 'Byte order mark',
    explanation: 'the file begins with a byte order mark, which Excel adds and Repro doesn’t take',
    advice: 'Nothing to do: it is left out of the batch.',
  },
  'nul-byte': {
    title: 'NUL character',
    explanation: 'the row or header has a NUL character (U+0000), which no name or ID contains',
    advice: 'Export the list again. The rows are left out until then.',
  },
  'delimiter-not-comma': {
    title: 'Other separator than a comma',
    explanation: 'the columns are separated by tabs or semicolons',
    advice: 'Nothing to do: the batch is written with commas.',
  },
  'newline-mixed': {
    title: 'Other line ends than LF',
    explanation: 'the lines end in CRLF or CR, or in a mixture',
    advice: 'Nothing to do: the batch is written with LF.',
  },
  'header-missing': {
    title: 'No header',
    explanation: 'the first row is data: the file has no header',
    advice: 'Nothing to do: the header is added. Check that the columns were taken the right way.',
    title_warning: 'No header, and doubtful user IDs',
    explanation_warning:
      'the file has no header, and the column that was taken for the user IDs reads like names or row numbers',
    advice_warning:
      'If these are not user IDs, match the columns by hand, or have LINE user IDs alone written (Format 2): else people are linked with the wrong users. If they are, there is nothing to do.',
  },
  'header-alias': {
    title: 'Other column names',
    explanation: 'the columns have other names, or stand in another order, than Repro expects',
    advice:
      'Nothing to do if the columns were taken the right way: the batch gets Repro’s names and order. Otherwise match the columns by hand.',
    title_warning: 'User IDs that only count up',
    explanation_warning:
      'the column that was taken for the user IDs only counts up, as the numbers of rows do',
    advice_warning:
      'If these are row numbers, match the columns by hand, or have LINE user IDs alone written (Format 2): else people are linked with the wrong users. If your user IDs do count up, there is nothing to do.',
  },
  'header-unknown-column': {
    title: 'Columns that aren’t sent',
    explanation: 'the file has columns that Repro doesn’t take',
    advice: 'They are left out of the batch. Check that none of them is the one you meant.',
  },
  'header-duplicate-column': {
    title: 'The same column twice',
    explanation:
      'two columns stand for the same thing, or one column for both IDs, so it isn’t clear which one counts',
    advice: 'Match the columns by hand, or take one of them out of the file.',
  },
  'column-missing': {
    title: 'Required column missing',
    explanation:
      'no column could be recognised as the one with the LINE user IDs (or, where Format 1 was chosen or the header is damaged, the user IDs)',
    advice: 'Match the columns by hand, or name the column line_user_id (or user_id).',
  },
  'quote-unterminated': {
    title: 'Quote that is never closed',
    explanation:
      'a quote opens a field and is never closed, so everything from there to the end of the file is one row',
    advice: 'Look at the line that is named, and close the quote or take it away.',
  },

  'row-blank': {
    title: 'Empty row',
    explanation: 'the row is empty',
    advice: 'Nothing to do: empty rows are left out.',
  },
  'row-field-count': {
    title: 'More or fewer columns than the header',
    explanation: 'the row has more or fewer columns than the header',
    advice:
      'Look for a comma inside a value that isn’t in quotes. The rows are left out until they are fixed.',
    explanation_info: 'the row lacks its last column, as Excel writes it when that cell is empty',
    advice_info: 'Nothing to do: the last column is read as empty.',
  },
  'quote-stray': {
    title: 'Quote in the wrong place',
    explanation: 'there is a quote inside a value, or text after a closing quote',
    advice:
      'Compare with the source: a quote inside a value has to be doubled, and the whole value put in quotes. The rows are left out until then.',
  },
  'field-too-long': {
    title: 'Value that never ends',
    explanation: 'a value is longer than 1 MiB, so the check stopped there',
    advice:
      'Most often a quote was never closed: look at the line that is named. The counts cover only what comes before it.',
  },
  'line-user-id-missing': {
    title: 'No LINE user ID',
    explanation: 'the LINE user ID is empty',
    advice: 'Fill it in at the source, or leave these rows out: nobody can be reached without it.',
  },
  'line-user-id-spaces': {
    title: 'Spaces around the LINE user ID',
    explanation: 'there are spaces, quotes or invisible characters around the LINE user ID',
    advice: 'Nothing to do: they are taken away in the batch.',
    advice_error: 'Turn the fix on again, or take them away at the source.',
  },
  'line-user-id-fullwidth': {
    title: 'Full-width LINE user ID',
    explanation: 'the LINE user ID is written in full-width characters',
    advice: 'Nothing to do: they become half-width in the batch.',
    advice_error: 'Turn the fix on again, or write it in half-width characters at the source.',
  },
  'line-user-id-vendor-prefix': {
    title: 'A tool’s prefix before the LINE user ID',
    explanation: 'another tool put a prefix before the LINE user ID',
    advice: 'Nothing to do: the prefix is taken away in the batch.',
    advice_error: 'Turn the fix on again, or take the prefix away at the source.',
  },
  'line-user-id-wrong-kind': {
    title: 'Another kind of ID',
    explanation:
      'this isn’t a LINE user ID but something else: a group or room ID (C… or R…), an ID whose U was made a small u, a display name or @handle, an e-mail address, a phone number, or another tool’s number',
    advice:
      'Check whether the right column was exported. A LINE user ID starts with a capital U and has 33 characters.',
  },
  'line-user-id-length': {
    title: 'LINE user ID that isn’t 33 characters long',
    explanation:
      'the LINE user ID doesn’t have 33 characters; it must be 33 and start with U. It may be cut off',
    advice: 'Compare with the source file, or set these rows aside.',
  },
  'line-user-id-characters': {
    title: 'Unexpected characters in the LINE user ID',
    explanation:
      'the LINE user ID has characters other than letters and digits; it must be U and 32 of those',
    advice: 'Compare with the source file, or set these rows aside.',
  },
  'line-user-id-not-hex': {
    title: 'LINE user ID that LINE doesn’t issue',
    explanation:
      'the LINE user ID has capital letters or letters after f, and LINE issues none like that',
    advice:
      'If another tool put it in capitals, it can be written in lower case. Otherwise compare with the source.',
    explanation_info: 'the LINE user ID was in capital letters and is written in lower case',
    advice_info: 'Nothing to do.',
  },
  'line-user-id-placeholder': {
    title: 'Sample or dummy LINE user ID',
    explanation: 'the LINE user ID looks like a sample from a document or a dummy',
    advice: 'Check whether test data got into the list, and leave these rows out.',
  },
  'user-id-missing': {
    title: 'No user ID',
    explanation: 'the user ID is empty',
    advice: 'Fill it in at the source, or send these rows on their own with LINE user IDs only.',
    advice_warning:
      'These rows are kept. Without a user ID Repro can’t tie them to a user; check that this is meant.',
  },
  'user-id-spaces': {
    title: 'Spaces around the user ID',
    explanation:
      'the user ID begins or ends with white space, so it won’t match the user in Repro unless it was set exactly so',
    advice: 'Take the spaces away with the fix, unless your app really sets the ID with them.',
    explanation_info: 'there was white space around the user ID, and it is taken away',
    advice_info: 'Nothing to do.',
  },
  'user-id-too-long': {
    title: 'User ID over 191 characters',
    explanation: 'the user ID has more than 191 characters, which is the most Repro takes',
    advice: 'Check whether another column was taken. The rows are left out.',
    advice_warning: 'The rows are kept. Check whether another column was taken.',
  },
  'user-id-control': {
    title: 'Invisible control characters in the user ID',
    explanation:
      'the user ID has control characters that can’t be seen, or that turn the direction of the text',
    advice: 'Export the list again, or take them away at the source. The rows are left out.',
    advice_warning: 'The rows are kept. Take the characters away at the source.',
  },
  'user-id-line-break': {
    title: 'Line break or tab in the user ID',
    explanation: 'the user ID has a line break or a tab inside',
    advice:
      'Check with the source whether it belongs to the ID: Repro compares IDs exactly as they stand.',
  },
  'user-id-excel-damage': {
    title: 'User ID changed by Excel',
    explanation:
      'the user ID looks changed by Excel: 4.97E+12, #N/A, rounded digits, or lost leading zeros',
    advice:
      'Export the list again without opening it in Excel. Where only leading zeros were lost, they can be put back.',
    explanation_info: 'leading zeros were lost, and are put back',
    advice_info: 'Nothing to do. Compare a few of them with the source.',
  },
  'duplicate-row': {
    title: 'Exact copy',
    explanation: 'the row is a copy of an earlier one',
    advice: 'Turn the fix on again, so that each is written only once.',
    advice_info: 'Nothing to do: the first one is kept, and its copies are left out.',
  },
  'duplicate-line-user-id': {
    title: 'One LINE user ID, different user IDs',
    explanation:
      'the same LINE user ID stands there with different user IDs, so it isn’t clear whose it is',
    advice:
      'Keep the first or the last of each, or correct the source. Until then all are left out.',
    advice_warning: 'Nobody is lost in this list. Correct the source when you can.',
  },
  'duplicate-user-id': {
    title: 'One user ID, several LINE user IDs',
    explanation: 'the same user ID stands there with different LINE user IDs',
    advice:
      'One person can have several, but many of these mean that lists of two providers were mixed. Keep the first or the last of each, or leave them.',
    explanation_info: 'the same user ID stood there with different LINE user IDs, and one is kept',
    advice_info: 'Nothing to do.',
  },

  'already-delivered': {
    title: 'Delivered before',
    explanation: 'this was delivered to this channel before, with the same state',
    advice: 'Sending it again does no harm. To send only what changed, choose “Only what changed”.',
  },
  'relinks-user': {
    title: 'Another user ID than last time',
    explanation: 'this LINE user ID was delivered with another user ID before',
    advice:
      'Check that the person really changed. Many at once mean that columns or lists were mixed up.',
  },
  'blocked-in-cache': {
    title: 'Last known as blocked',
    explanation: 'this person was last delivered as blocked, and is now to be made deliverable',
    advice: 'Check that the list is newer than the block. Otherwise leave these rows out.',
  },
  'blocked-unknown': {
    title: 'Blocked, but never delivered',
    explanation: 'this person was never delivered to this channel, and is now to be set as blocked',
    advice: 'Often right. If there are many, check that the list belongs to this channel.',
  },
} as const satisfies RuleTopic;
