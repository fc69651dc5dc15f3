import { fileURLToPath } from 'node:url'
import type { Host, HostExecOptions } from '../lab/host.ts'
import type { ProbeReport, ProbeRequest } from './probe.ts'

export const probeScript = fileURLToPath(new URL('./probe.ts', import.meta.url))

/** Runs an engine on a host of the lab. @throws Error with what it printed when it ends badly. */
export async function probeFrom(
  host: Host,
  request: ProbeRequest,
  options: HostExecOptions = {},
): Promise<ProbeReport> {
  const { code, stdout, stderr } = await host.node(probeScript, [JSON.stringify(request)], options)
  if (code !== 0) throw new Error(`exit ${code}\n${stderr}`)
  return JSON.parse(stdout) as ProbeReport
}
