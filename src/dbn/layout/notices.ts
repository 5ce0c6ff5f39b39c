import type { RecordRows } from './field.ts'

/** ErrorMsg: an error reported by the live gateway. */
export const ERROR: RecordRows = {
  rtype: 0x15,
  sizes: [80, 320, 320],
  doc: 'An error of the live gateway.',
  rows: [
    { name: 'err', at: ['c64@16', 'c302@16', 'c302@16'], doc: 'The message.' },
    {
      name: 'code',
      at: ['', 'u8@318', 'u8@318'],
      hasUndefined: true,
      doc: '1 authentication failed, 2 API key deactivated, 3 connection limit, 4 symbol resolution, 5 invalid subscription, 6 internal, 7 skipped records, 8 replay data aged out; 255 = undefined.',
    },
    {
      name: 'is_last',
      at: ['', 'u8@319', 'u8@319'],
      hasUndefined: true,
      doc: '1 the last of several errors; 255 = undefined.',
    },
  ],
  reserved: [[], [], []],
}

/** SystemMsg: heartbeats and acknowledgements of the live gateway. */
export const SYSTEM: RecordRows = {
  rtype: 0x17,
  sizes: [80, 320, 320],
  doc: 'A message of the live gateway that is no error.',
  rows: [
    { name: 'msg', at: ['c64@16', 'c303@16', 'c303@16'], doc: 'The message.' },
    {
      name: 'code',
      at: ['', 'u8@319', 'u8@319'],
      hasUndefined: true,
      doc: '0 heartbeat, 1 subscription acknowledged, 2 slow reader warning, 3 replay completed, 4 end of interval, 5 unsubscribing acknowledged; 255 = undefined.',
    },
  ],
  reserved: [[], [], []],
}
