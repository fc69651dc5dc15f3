import type { Host, HostExecOptions } from '../lab/host.ts'
import type { ProbeReport, ProbeRequest } from './probe.ts'
import { programFile } from './programs.ts'

/** Runs an engine on a host of the lab. @throws Error with what it printed when it ends badly. */
export async function probeFrom(
  host: Host,
  request: ProbeRequest,
  options: HostExecOptions = {},
): Promise<ProbeReport> {
  const { code, stdout, stderr } = await host.node(programFile('probe'), [JSON.stringify(request)], options)
  if (code !== 0) throw new Error(`exit ${code}\n${stderr}`)
  return JSON.parse(stdout) as ProbeReport
}
