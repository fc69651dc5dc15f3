// decodes foreign bytes
import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { Reply } from '../reply.ts'

/** Programs by number: RFC 1833, RFC 1813, RFC 1057 appendix; IANA, RPC program numbers. */
export const programs: Readonly<Record<number, string>> = {
  100000: 'rpcbind',
  100001: 'rstatd',
  100002: 'rusersd',
  100003: 'nfs',
  100004: 'ypserv',
  100005: 'mountd',
  100007: 'ypbind',
  100009: 'yppasswdd',
  100011: 'rquotad',
  100021: 'nlockmgr',
  100024: 'status',
  100227: 'nfs_acl',
  100068: 'cmsd',
  100083: 'ttdbserverd',
  150001: 'pcnfsd',
  391002: 'sgi_fam',
  395183: 'amq',
}

/** What came of a call (RFC 5531 section 9). */
export type RpcOutcome =
  | 'success'
  | 'no-program'
  | 'no-version'
  | 'no-procedure'
  | 'bad-arguments'
  | 'failed'
  | 'denied'

export interface RpcReply {
  readonly xid: number
  readonly outcome: RpcOutcome
  /** Of `no-version`: the lowest and highest that there are. */
  readonly versions: readonly [number, number] | null
  /** Where the results begin. */
  readonly at: number
}

const outcomes = ['success', 'no-program', 'no-version', 'no-procedure', 'bad-arguments', 'failed'] as const
const lastFragment = 0x80000000
const accepted = 0
const denied = 1

/** A call without credentials as a record of its own (RFC 5531 sections 9 and 11). */
export function rpcRecord(xid: number, program: number, version: number, procedure: number): Uint8Array {
  const call = bytes(u32(xid), u32(0), u32(2), u32(program), u32(version), u32(procedure), new Uint8Array(16))
  return bytes(u32(lastFragment + call.length), call)
}

/** Whether all of a record of one fragment is there. */
export function isWholeRecord(reply: Reply): boolean {
  const mark = reply.u32(0)
  return mark >= lastFragment && reply.length >= 4 + mark - lastFragment
}

/** A reply in its record of one fragment; null when it is none. */
export function parseRpcReply(reply: Reply): RpcReply | null {
  const size = reply.u32(0) - lastFragment
  if (size < 16 || reply.u32(8) !== 1) return null
  const xid = reply.u32(4)
  if (reply.u32(12) === denied && reply.u32(16) <= 1)
    return { xid, outcome: 'denied', versions: null, at: reply.length }
  const verifier = reply.u32(20)
  if (reply.u32(12) !== accepted || verifier < 0 || verifier > 400) return null
  const at = 24 + verifier
  const outcome = outcomes[reply.u32(at)]
  if (outcome === undefined) return null
  const versions = outcome === 'no-version' ? ([reply.u32(at + 4), reply.u32(at + 8)] as const) : null
  return { xid, outcome, versions, at: at + 4 }
}

/** A datagram's reply as a record, as which all else here reads it. */
export function recordOf(datagram: Reply): Reply {
  return new Reply(bytes(u32(lastFragment + datagram.length), datagram.bytes))
}

/** The datagram of a call: over UDP there is no mark before it. */
export function datagramOf(record: Uint8Array): Uint8Array {
  return record.subarray(4)
}

export interface RpcMapping {
  readonly program: number
  readonly version: number
  readonly transport: 'tcp' | 'udp' | 'other'
  readonly port: number
}

const mostMappings = 200

/** The list that the port mapper's DUMP gives (RFC 1833 section 3.1). */
export function mappingsIn(reply: Reply, start: number): readonly RpcMapping[] {
  const mappings: RpcMapping[] = []
  for (let at = start; mappings.length < mostMappings && reply.u32(at) === 1 && reply.u32(at + 16) >= 0; at += 20) {
    const transport = reply.u32(at + 12)
    mappings.push({
      program: reply.u32(at + 4),
      version: reply.u32(at + 8),
      transport: transport === 6 ? 'tcp' : transport === 17 ? 'udp' : 'other',
      port: reply.u32(at + 16),
    })
  }
  return mappings
}

/** XDR text (RFC 4506 section 4.11) and where the next item begins; null when it ends before. */
export function xdrText(reply: Reply, at: number): { readonly text: string; readonly next: number } | null {
  const length = reply.u32(at)
  if (length < 0 || at + 4 + length > reply.length) return null
  return { text: reply.utf8(at + 4, at + 4 + length), next: at + 4 + Math.ceil(length / 4) * 4 }
}
