/** Words of the frame around every screen, in English. */
export const frame = {
  navigation: 'Screens',
  notices: 'Notices',
  skip: 'Skip to the content',
  home: 'Home',
  fileCheck: 'File check',
  deliveries: 'Deliveries',
  report: 'Error report',
  channels: 'Channels',
  settings: 'Settings',
  drop: 'Drop the list anywhere to check it',
  dropHint: 'CSV files. The file itself is never changed.',
  practiceOnly:
    'Practice only: this Electron is out of support, so nothing is sent to production from here.',
  keychainClosed:
    'The keychain is locked, or there is none: access keys are kept until you close Dropline, and written nowhere. Unlock it to keep them.',
  storeSetAside:
    'Dropline’s database was damaged and has been set aside as {{name}} in the data folder; nothing in it was deleted. A new one was begun: add your channels again. What was delivered before is not known, so look closely before you send a list once more.',
  profileSetAside:
    'The channel {{name}} is damaged in Dropline’s database and can’t be read. It was set aside: add it again, with its key. What was delivered to it is still known, and so are all other channels.',
  engineRestarted:
    'Dropline’s engine stopped and was started again. Deliveries go on by themselves; a check or a build has to be started again. Nothing was sent twice.',
  screenFailed: 'This screen can’t be shown',
  screenFailedWhy:
    'Nothing is lost: your files are unchanged, batches are kept, and deliveries go on.',
  screenFailedWhatToDo:
    'Go to Home and try again from there. If it happens again, start Dropline anew.',
  goHome: 'Go to Home',
  understood: 'OK',
  askAgain: 'Ask again',
  close: 'Close',
  savedRows_one: 'Saved: {{count, number}} row.',
  savedRows_other: 'Saved: {{count, number}} rows.',
  reveal: 'Show in the folder',
  help: 'Help',
  cut: '… (shortened)',
  emptyCell: '(empty)',
} as const;
