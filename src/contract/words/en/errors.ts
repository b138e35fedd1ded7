/**
 * What each expected failure says, in English: what happened, why, and what to do. Blanks are filled
 * from the failure's details; a detail that isn't there is replaced by its stand-in in `terms.ts`.
 */
import type { ErrorTopic } from '../topics.ts';

export const errors = {
  'file-rejected': {
    what: 'No batch was built from {{name}}.',
    why: 'Something about the file as a whole stops every row ({{rules}}).',
    whatToDo: 'Check the file: the findings marked Stop say what to fix. Then build again.',
  },
  'check-partial': {
    what: 'No batch was built from {{name}}.',
    why: 'The check had to stop at line {{line}}, so nobody knows what comes after it.',
    whatToDo: 'Fix that line (most often a quote was never closed), then build again.',
  },
  'strict-rejected': {
    what: 'No batch was built: rows that can’t go into it: {{rejected}}.',
    why: 'With “strict” a single such row is enough.',
    whatToDo: 'Fix the rows that the check names, or build without “strict” to leave them out.',
  },
  'nothing-deliverable': {
    what: 'No batch was built: no row is left that can go into it.',
    why: 'All rows have errors, are copies, or were delivered before.',
    whatToDo: 'Check the list, and fix what the check names.',
  },
  'format-not-accepted': {
    what: 'This list has LINE user IDs only, and the channel doesn’t take such lists.',
    why: 'The channel’s settings say that Repro expects user IDs as well.',
    whatToDo:
      'Add the user IDs. If Repro takes LINE user IDs alone by now, allow such lists in the channel’s settings.',
    why_terminal: 'The channel’s profile says that Repro expects user IDs as well.',
    whatToDo_terminal:
      'Add the user IDs. If Repro takes LINE user IDs alone by now, add the profile again with --accepts-ids-only yes.',
  },
  'batch-altered': {
    what: 'This batch isn’t what was sealed: {{file}} differs.',
    why: 'A file was changed, exchanged or cut off after the batch was built.',
    whatToDo: 'Don’t send it. Build the batch again from the list.',
  },
  'address-missing': {
    what: 'This batch has no address yet.',
    why: 'It was built without a channel, and none is named now.',
    whatToDo: 'Choose the channel that it belongs to.',
    why_terminal: 'It was built without a profile, and no app ID and channel ID were given now.',
    whatToDo_terminal: 'Name the profile it belongs to, or give the app ID and the channel ID.',
  },
  'address-mismatch': {
    what: 'This batch is sealed for another address.',
    why: 'It was built for {{sealed}}, and was to be sent to {{given}}.',
    whatToDo: 'Choose the channel it was built for, or build it again for this one.',
  },
  'confirm-type-missing': {
    what: 'Nothing was sent: the import type hasn’t been confirmed.',
    why: 'This is a production channel, and mixing up followed and unfollowed is hard to undo.',
    whatToDo: 'Confirm the type of this batch in words: {{type}}.',
  },
  'confirm-type-mismatch': {
    what: 'Nothing was sent: the type you named isn’t the batch’s.',
    why: 'The batch is sealed as {{type}}, and {{given}} was named.',
    whatToDo: 'Look which list this is. Build it again if its type is wrong.',
  },
  'again-missing': {
    what: 'Nothing was sent: this list was sent to this channel before.',
    why: 'The same bytes were sent with the same type on {{deliveredAt}}.',
    whatToDo: 'Confirm that it is meant to be sent again, or choose this week’s list.',
  },
  'again-unfinished': {
    what: 'Nothing was sent now: a delivery of this list to this channel has not ended.',
    why: 'It was begun on {{deliveredAt}}, and the list may have been sent already.',
    whatToDo:
      'Press “Resume” at that delivery, under Deliveries: it looks first, and sends nothing twice. Or confirm that the list is meant to be sent again.',
    whatToDo_terminal:
      'Resume that delivery with --resume: it looks first, and sends nothing twice. Or confirm that the list is meant to be sent again.',
  },
  'reason-missing': {
    what: 'Nothing was sent: this list is very different from the last one.',
    why: 'What stands out: {{guards}}.',
    whatToDo: 'Compare it with the last delivery. If it is right, give the reason; it is kept.',
  },
  'key-used': {
    what: 'Nothing was overwritten: the folder already has a file at {{key}}.',
    why: 'Another program, or another computer, has put it there. If the same path and name come twice, Repro may lose the first file and process the last one several times.',
    whatToDo: 'Find out who put it there. Delivered once more, this list gets a name of its own.',
  },
  'import-unconfirmed': {
    what: 'Nothing was sent: the deliverable list before it isn’t known to be imported.',
    why: 'Blocked users are imported after the deliverable ones, and that list was uploaded only ({{uploadedAt}}).',
    whatToDo:
      'Wait for Repro’s completion mail and mark that delivery as imported, or give the reason why this list can go now; it is kept.',
    whatToDo_terminal:
      'Wait for Repro’s completion mail, then give as the reason that it came. The reason is kept.',
  },
  'delivery-busy': {
    what: 'Nothing was sent: a delivery to this channel is already under way.',
    why: '{{who}} has been sending since {{sinceAt}}, with another window or command of Dropline (process {{pid}}).',
    whatToDo: 'Wait until it has ended, or stop it there.',
  },
  'delivery-ended': {
    what: 'Nothing was changed: this delivery has already come to its end.',
    why: 'What was uploaded can’t be taken back, and what was stopped doesn’t start again.',
    whatToDo: 'To send the list once more, deliver the batch again.',
  },
  'report-layout-unknown': {
    what: 'The columns of {{name}} weren’t recognised.',
    why: 'No column has the LINE user IDs of a batch, or the reason for each row isn’t clear.',
    whatToDo: 'Name the columns by hand.',
  },
  'report-other-batch': {
    what: '{{name}} doesn’t belong to this batch.',
    why: 'None of its LINE user IDs is in the batch.',
    whatToDo: 'Choose the batch that was sent on the day of the mail with this file.',
  },
  'report-other-source': {
    what: '{{name}} isn’t the list that this batch was built from.',
    why: 'The batch was built from {{source}}, and its contents were different.',
    whatToDo: 'Choose that list as it was then, or read the file without it.',
  },
  'production-refused': {
    what: 'Nothing was sent: this installation is for practice only.',
    why: 'It runs on an outdated Electron, which isn’t safe enough for a production channel.',
    whatToDo: 'Use the released app, or the command line.',
  },

  'bad-input': {
    what: 'Dropline can’t work with what was entered for {{field}}.',
    why: '{{problem}}',
    whatToDo: 'Correct it and try again.',
  },
  'unknown-call': {
    what: 'This part of Dropline doesn’t know what it was asked to do.',
    why: 'Its parts are of different versions. The call: {{call}}.',
    whatToDo: 'Install Dropline again, then restart it.',
  },
  'unknown-id': {
    what: 'What you chose isn’t open any more.',
    why: 'It was closed, or Dropline was restarted.',
    whatToDo: 'Open it again.',
  },
  'unknown-profile': {
    what: 'This channel isn’t there any more.',
    why: 'It was removed, or it is kept in another data folder.',
    whatToDo: 'Choose one of the channels under Channels, or add it again.',
    what_terminal: 'There is no profile named {{name}}.',
    why_terminal: 'It was removed or renamed, or it is kept in another data folder.',
    whatToDo_terminal: 'List the profiles and choose one of them.',
  },
  'profile-exists': {
    what: 'There already is a channel named {{name}}.',
    why: 'Names are unique, so that nobody sends to the wrong channel.',
    whatToDo: 'Choose another name, or remove the old channel first.',
    what_terminal: 'There already is a profile named {{name}}.',
    whatToDo_terminal: 'Choose another name, or remove the old profile first.',
  },
  'unknown-column': {
    what: 'The file has no column {{column}}.',
    why: 'It was named in the column matching. The columns are: {{columns}}.',
    whatToDo: 'Name one of these, or its position (#1 is the first).',
  },
  'fix-unknown': {
    what: 'The fix {{rule}} can’t be turned on or off here.',
    why: 'There is no such fix, or it belongs to the form of the file and is always done.',
    whatToDo: 'Choose one of: {{choices}}.',
  },
  'endpoint-not-https': {
    what: 'The address {{endpoint}} isn’t encrypted.',
    why: 'Customer data is sent over https only; http is for this computer itself (127.0.0.1).',
    whatToDo: 'Use the https address.',
  },

  'file-missing': {
    what: 'There is no file {{name}}.',
    why: 'It was moved, renamed or deleted, or the path has a typing mistake.',
    whatToDo: 'Check the path and choose the file again.',
  },
  'file-is-folder': {
    what: '{{name}} is a folder.',
    why: 'Dropline reads single files.',
    whatToDo: 'Choose the CSV file inside it.',
  },
  'file-not-regular': {
    what: '{{name}} isn’t an ordinary file.',
    why: 'It is a device, a pipe or something similar, which can’t be read twice.',
    whatToDo: 'Save the list as a file and choose that.',
  },
  'file-permission': {
    what: '{{name}} may not be opened.',
    why: 'Your account on this computer has no permission to read it.',
    whatToDo: 'Ask its owner for permission, or copy it to your own folder.',
  },
  'file-changed': {
    what: '{{name}} changed while it was being read.',
    why: 'Another program wrote to it, cut it off or replaced it, so no verdict can be relied on.',
    whatToDo: 'Wait until the other program has finished, then check the file again.',
  },
  'file-read-failed': {
    what: '{{name}} couldn’t be read to its end.',
    why: 'The disk, the network drive or the USB device reported an error.',
    whatToDo: 'Copy the file to this computer’s own disk and try again.',
  },
  'out-not-empty': {
    what: '{{name}} is already there and isn’t empty.',
    why: 'Dropline never writes over what exists.',
    whatToDo: 'Choose a new name, or an empty folder.',
    what_folder: '{{name}} is a folder.',
    why_folder: 'A file is to be written, and a folder of that name is in its place.',
    whatToDo_folder: 'Name a file, in that folder or elsewhere.',
    'what_not-regular': '{{name}} isn’t an ordinary file.',
    'why_not-regular':
      'It is a device or a pipe. What Dropline writes takes its place under its name only when it is complete.',
    'whatToDo_not-regular': 'Name a new file, and read that when the command has ended.',
  },
  'out-parent-missing': {
    what: '{{name}} can’t be written: a folder of its path isn’t there.',
    why: 'Only the last part of a path is made, so that a typing mistake makes no folders.',
    whatToDo: 'Make the folder first, or correct the path.',
  },
  'out-read-only': {
    what: '{{name}} can’t be written to.',
    why: 'Your account has no permission to write there, or the disk is read-only.',
    whatToDo: 'Choose a folder of your own.',
  },
  'out-failed': {
    what: 'Writing to {{name}} failed.',
    why: 'The disk or network drive reported an error. What was begun was taken away again.',
    whatToDo: 'Choose another disk and try again.',
  },
  'disk-full': {
    what: 'There isn’t enough space for {{name}}.',
    why: 'Needed: {{neededBytes}}. Free: {{freeBytes}}.',
    whatToDo: 'Free some space or choose another disk. Your list hasn’t been changed.',
  },
  'batch-missing': {
    what: 'There is no batch in {{name}}.',
    why: 'The folder has no manifest that Dropline can read, or a part of the batch isn’t there.',
    whatToDo: 'Choose the folder that the batch was built into.',
    what_part: 'The batch in {{name}} isn’t all there: {{file}} is gone.',
    why_part: 'The file was moved, renamed or deleted after the batch was built.',
    whatToDo_part: 'Put it back as it was and try again, or build the batch again.',
    what_folder: 'The folder {{name}} isn’t there.',
    why_folder: 'It was moved, renamed or deleted, or the drive that it is on isn’t connected.',
    whatToDo_folder: 'Connect the drive or put the folder back, then try again.',
  },
  'store-damaged': {
    what: 'Dropline’s own database can’t be read.',
    why: 'It was damaged on the disk. It is kept as {{keptAs}}; nothing was deleted.',
    whatToDo: 'Restart Dropline. It begins a new one; channels have to be added again.',
    whatToDo_terminal:
      'Run the command again. It begins a new one; profiles have to be added again.',
  },
  'store-newer': {
    what: 'Dropline’s database was written by a newer version.',
    why: 'An older version could damage it, so it isn’t touched.',
    whatToDo: 'Install the newest version of Dropline.',
  },
  'store-locked': {
    what: 'Dropline’s database is in use.',
    why: 'Another program kept it for too long.',
    whatToDo: 'Close other windows and commands of Dropline, then try again.',
  },
  'store-unavailable': {
    what: 'Dropline’s data folder can’t be used.',
    why: 'It can’t be made or written to, or its disk is full.',
    whatToDo:
      'Check that the folder is there, that you may write to it and that its disk has room, then start Dropline again.',
    whatToDo_terminal: 'Check the folder, or name another one in DROPLINE_DATA_DIR.',
  },
  'engine-died': {
    what: 'The part of Dropline that does the work stopped.',
    why: 'It was ended from outside, or ran out of memory. It starts again by itself.',
    whatToDo: 'Try again. What was called finished before is safe.',
    'why_out-of-memory': 'It ran out of memory.',
    'whatToDo_out-of-memory':
      'Close other programs and try again. What was called finished before is safe.',
  },
  'internal-error': {
    what: 'Dropline made a mistake of its own.',
    why: 'This should not happen and has nothing to do with your list.',
    whatToDo:
      'Try again. If it happens again, tell whoever looks after Dropline for you what you did, and the version (it is under Settings).',
    whatToDo_terminal:
      'Try again. If it happens again, tell whoever looks after Dropline for you the command, and what --version prints.',
  },

  's3-wrong-secret': {
    what: 'The bucket refused the secret access key.',
    why: 'The access key ID is known there, but the secret doesn’t belong to it.',
    whatToDo:
      'Enter the secret again, whole and without spaces. If it still fails, ask for a new key.',
  },
  's3-unknown-key': {
    what: 'The bucket doesn’t know this access key ID.',
    why: 'It was deleted, it belongs to another service, or it has a typing mistake.',
    whatToDo: 'Compare it with what Repro issued, or ask for a new key.',
  },
  's3-forbidden': {
    what: 'The key isn’t allowed to write to {{bucket}} at this path.',
    why: 'The destination knows the key and refused this one request. Often the app ID, channel ID or prefix isn’t the one the key was issued for.',
    whatToDo:
      'Compare the bucket, prefix, app ID and channel ID with what Repro gave you, then ask them about the key’s rights.',
  },
  's3-token-expired': {
    what: 'The session token of the credentials wasn’t accepted.',
    why: 'It has expired, or isn’t complete: such credentials are good for some hours only.',
    whatToDo:
      'Get new ones and resume the delivery. What has arrived there is kept and not sent again.',
  },
  's3-clock-skew': {
    what: 'The bucket refused the request because of the time.',
    why: 'This computer’s clock is more than 15 minutes off.',
    whatToDo: 'Set the clock by the internet, then deliver again.',
  },
  's3-no-bucket': {
    what: 'There is no bucket {{bucket}}.',
    why: 'Its name has a typing mistake, or it is at another endpoint.',
    whatToDo: 'Compare the bucket’s name with what Repro gave you.',
  },
  's3-wrong-region': {
    what: 'The bucket {{bucket}} is in another region.',
    why: 'It answered that its region is {{region}}.',
    whatToDo: 'Set the region to that, then deliver again.',
  },
  's3-key-exists': {
    what: 'Nothing was overwritten: the bucket already has a file at {{key}}.',
    why: 'Its bytes are others than this batch’s, or the key may not read them to compare. If a path is written twice, Repro may lose the first file and process the last one several times.',
    whatToDo: 'Find out who put it there. Delivered once more, this list gets a name of its own.',
  },
  's3-checksum': {
    what: 'What arrived isn’t what was sent.',
    why: 'Something on the way, such as a proxy or a bad connection, altered them.',
    whatToDo:
      'Build the batch again, so that it gets new names, and deliver that. If it happens again, use another network.',
  },
  's3-no-such-upload': {
    what: 'The interrupted upload of {{file}} can’t go on from where it stopped.',
    why: 'The bucket doesn’t know it any more: it was cleaned up or ended there.',
    whatToDo: 'Deliver again; it starts from the beginning. Nothing of it is visible there.',
  },
  's3-busy': {
    what: 'The bucket is too busy to take the upload.',
    why: 'It asked to slow down each time, for longer than Dropline goes on trying.',
    whatToDo: 'Deliver again in some minutes.',
  },
  's3-server-error': {
    what: 'The storage service had a problem of its own.',
    why: 'It answered with {{status}} each time, for longer than Dropline goes on trying.',
    whatToDo: 'Deliver again later. If it lasts, ask Repro.',
  },
  's3-unexpected': {
    what: 'The bucket refused with an answer that Dropline doesn’t know.',
    why: 'It said {{s3Code}} ({{status}}).',
    whatToDo: 'Ask Repro, and tell them this answer and the request ID {{requestId}}.',
  },
  's3-not-s3': {
    what: 'Something else than an S3 bucket answered.',
    why: 'A sign-in page of a network, a proxy, or another server stands at {{host}}.',
    whatToDo: 'Open a web page to sign in to the network, or correct the endpoint.',
  },
  's3-outcome-unknown': {
    what: 'Nobody can say yet whether {{key}} arrived.',
    why: 'Everything was sent, but the last answer never came, and this access key isn’t allowed to look into the bucket.',
    whatToDo:
      'Wait for Repro’s mail, or ask somebody who may list the bucket. Don’t send the list again before you know: it could be imported twice.',
  },
  'net-dns': {
    what: 'The address {{host}} wasn’t found.',
    why: 'This computer is offline, or the address has a typing mistake.',
    whatToDo: 'Check the connection, the region and the endpoint.',
  },
  'net-refused': {
    what: '{{host}} refused the connection.',
    why: 'The computer there can be reached, but nothing on it takes connections at this port.',
    whatToDo: 'Check the endpoint and its port, or deliver again later.',
  },
  'net-reset': {
    what: 'The connection to {{host}} was cut.',
    why: 'It broke each time, for longer than Dropline goes on trying.',
    whatToDo: 'Check the network, then deliver again.',
  },
  'net-timeout': {
    what: '{{host}} doesn’t answer.',
    why: 'No answer came in time, for longer than Dropline goes on trying.',
    whatToDo: 'Check the network, then deliver again.',
  },
  'net-ca-unknown': {
    what: 'The identity of {{host}} couldn’t be verified.',
    why: 'Its certificate is signed by an authority this computer doesn’t know, such as a company’s own.',
    whatToDo: 'Ask your IT to make this computer trust that authority, then try again.',
    whatToDo_terminal:
      'Ask your IT for the certificate file of the authority and name it in the profile.',
    'what_not-pem': '{{name}} isn’t a certificate file.',
    'why_not-pem':
      'A PEM file with a certificate in it is expected; it begins with -----BEGIN CERTIFICATE-----.',
    'whatToDo_not-pem':
      'Ask your IT for the authority’s certificate as a PEM file, and put that in its place.',
    'whatToDo_not-pem_terminal':
      'Ask your IT for the authority’s certificate as a PEM file, and name that in the profile.',
    what_ENOENT: 'The certificate file {{name}} isn’t there.',
    why_ENOENT: 'The channel needs it to verify the destination, and it was moved or deleted.',
    whatToDo_ENOENT: 'Put it back where it was.',
    why_ENOENT_terminal:
      'The profile names it for verifying the destination, and it was moved or deleted.',
    whatToDo_ENOENT_terminal:
      'Put it back, or remove the profile and add it again with the right file.',
    what_EACCES: 'The certificate file {{name}} may not be opened.',
    why_EACCES: 'Your account on this computer has no permission to read it.',
    whatToDo_EACCES: 'Ask its owner for permission to read it.',
    whatToDo_EACCES_terminal:
      'Ask its owner for permission, or copy it to your own folder and name that.',
  },
  'net-tls': {
    what: 'Couldn’t make a secure connection to {{host}}.',
    why: 'Its certificate has expired or is for another name, or something on the way interferes.',
    whatToDo: 'Check this computer’s date and the endpoint. Otherwise ask your IT.',
    what_NODE_TLS_REJECT_UNAUTHORIZED:
      'Nothing was sent: this computer is set not to verify the destination.',
    why_NODE_TLS_REJECT_UNAUTHORIZED:
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is set, and anybody could take the place of the destination.',
    whatToDo_NODE_TLS_REJECT_UNAUTHORIZED:
      'Take that setting away, or ask your IT to. A company’s own authority has to be made known to this computer instead.',
    whatToDo_NODE_TLS_REJECT_UNAUTHORIZED_terminal:
      'Take that setting away. For a company’s own authority, name its certificate file in the profile.',
  },
  'net-proxy': {
    what: 'The proxy didn’t let the connection through.',
    why: 'It refused, asked for a password, or couldn’t be reached.',
    whatToDo: 'Check the proxy setting of this computer, or ask your IT to allow {{host}}.',
  },
  'net-unreachable': {
    what: 'There is no way to {{host}} from here.',
    why: 'This computer is offline, or a firewall or VPN blocks the connection.',
    whatToDo: 'Check the connection and the VPN, then deliver again.',
  },

  'credentials-missing': {
    what: 'No access key was found.',
    why: 'None is kept for this channel.',
    whatToDo: 'Save the key under Channels, then try again.',
    why_terminal: 'None is kept for this profile, and none is in the environment.',
    whatToDo_terminal:
      'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; or remove the profile and add it again on a terminal, with its key.',
  },
  'keychain-closed': {
    what: 'The keychain of this computer couldn’t be opened.',
    why: 'It is locked, or there is none, as on a server without a desktop.',
    whatToDo:
      'Unlock it and try again, or save the key under Channels: then it is kept until you close Dropline.',
    whatToDo_terminal: 'Unlock it, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },

  'delivery-paused': {
    what: 'Paused. Nothing of the parts that are not finished can be seen at the destination.',
    why: 'What has arrived there is kept and is not sent again.',
    whatToDo: 'Resume the delivery whenever you like, or cancel it.',
    whatToDo_terminal: 'Resume the delivery whenever you like.',
  },
  cancelled: {
    what: 'Stopped, as you asked.',
    why: 'Nothing that was called finished is lost.',
    whatToDo: 'Start again whenever you like.',
  },
} as const satisfies ErrorTopic;
