import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const [request, reply] = [0, 1]
const getStatus = 3
const id = 0x7072
const header = 16
/** Bits of the flags. */
const [hasUtf8Name, savesNoPassword] = [0x200, 0x4]

export default defineDetector({
  id: 'afp',
  transport: 'tcp',
  summary: 'Apple file sharing: Netatalk, macOS, Time Capsules',
  source: 'Apple Filing Protocol Reference: DSIGetStatus, FPGetSrvrInfo; Netatalk: etc/afpd/status.c',
  ports: [548],
  specificity: 90,
  safety: 'query',
  elsewhere: 7,
  // What every client asks before it shows a window for the password.
  hello: () => bytes(request, getStatus, u16(id), u32(0), u32(0), u32(0)),
  isWhole: (answer) => answer.u32(8) >= 0 && answer.length >= header + answer.u32(8),
  match(answer) {
    const isStatus = answer.u8(0) === reply && answer.u8(1) === getStatus && answer.u16(2) === id
    if (!isStatus || answer.u32(4) !== 0) return null
    const info = answer.part(header, header + Math.max(0, answer.u32(8)))
    const machine = pascal(info, info.u16(0))
    const ways = list(info, info.u16(4))
    const name = pascal(info, 10)
    return {
      protocol: 'afp',
      ...productOf(machine),
      names: name === '' ? [] : [utf8Name(info) ?? name],
      facts: {
        machine: machine || undefined,
        versions: list(info, info.u16(2)),
        auth: ways,
        anonymous: ways.includes('No User Authent'),
        cleartextPassword: ways.includes('Cleartxt Passwrd'),
        savesPassword: (info.u16(8) & savesNoPassword) === 0,
      },
    }
  },
  examples: [
    {
      // Laid out as the reference has it, with what Netatalk 3 says by default.
      reply:
        '\x01\x03pr\0\0\0\0\0\0\0~\0\0\0\0\0\x1e\0-\0J\0\0\x8f{\x0afileserver\0\0Z\0j\0q\0r\x0eNetatalk3.1.12\x04\x06AFP2.2\x06AFPX03\x06AFP3.3\x06AFP3.4\x02\x04DHX2\x09DHCAST128\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x01\x06\x01\xc0\0\x02\x07\0\0\x0afileserver',
      expect: {
        protocol: 'afp',
        product: 'Netatalk',
        version: '3.1.12',
        names: ['fileserver'],
        facts: { versions: ['AFP2.2', 'AFPX03', 'AFP3.3', 'AFP3.4'], auth: ['DHX2', 'DHCAST128'], anonymous: false },
      },
    },
  ],
})

const netatalk = linear(String.raw`^Netatalk ?v?(\d[\w.]{0,20})?`)

function productOf(machine: string): Partial<Match> {
  const found = netatalk.exec(machine)
  if (found !== null)
    return {
      product: 'Netatalk',
      vendor: 'Netatalk',
      version: found[1],
      cpe: [cpe('a', 'netatalk', 'netatalk', found[1])],
    }
  if (/^(?:TimeCapsule|AirPort)/.test(machine))
    return { product: machine, vendor: 'Apple', deviceType: machine.startsWith('A') ? 'router' : 'nas' }
  return /^(?:Mac|iMac|Xserve)/.test(machine) ? { product: 'macOS file sharing', vendor: 'Apple', os: 'macOS' } : {}
}

/** A length in one byte, then the text. */
function pascal(info: Reply, at: number): string {
  return at < 10 ? '' : info.utf8(at + 1, at + 1 + Math.max(0, info.u8(at)))
}

function list(info: Reply, at: number): string[] {
  const texts: string[] = []
  let next = at + 1
  for (let i = 0; i < Math.min(20, info.u8(at)) && at >= 10 && next < info.length; i++) {
    texts.push(pascal(info, next))
    next += 1 + info.u8(next)
  }
  return texts
}

/** After the name, at an even place: where the signature, the addresses and the names of directories are, and then this name. */
function utf8Name(info: Reply): string | undefined {
  if ((info.u16(8) & hasUtf8Name) === 0) return undefined
  const end = 11 + info.u8(10)
  const at = info.u16(end + (end % 2) + 6)
  return at < 10 || info.u16(at) < 1 ? undefined : info.utf8(at + 2, at + 2 + info.u16(at)) || undefined
}
