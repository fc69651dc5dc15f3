import type { Reply } from '../reply.ts'
import { parseRpcReply, rpcRecord, xdrText } from './rpc.ts'

const mountProgram = 100_005
const exportList = 5
const xid = 0x70726d65
const most = 50

/** Asks for the list that showmount shows. */
export const exportCall = rpcRecord(xid, mountProgram, 3, exportList)

/** Each a directory and the groups that may mount it (exportnode); undefined when the list was not given. */
export function exportsIn(reply: Reply): string[] | undefined {
  const answer = parseRpcReply(reply)
  if (answer?.outcome !== 'success') return undefined
  const exports: string[] = []
  let { at } = answer
  while (exports.length < most && reply.u32(at) === 1) {
    const directory = xdrText(reply, at + 4)
    if (directory === null) break
    const groups: string[] = []
    at = directory.next
    while (groups.length < most && reply.u32(at) === 1) {
      const group = xdrText(reply, at + 4)
      if (group === null) return exports
      groups.push(group.text)
      at = group.next
    }
    at += 4
    exports.push(`${directory.text} to ${groups.join(' ') || 'everybody'}`)
  }
  return exports
}
